### The words for a plan's own things; a plan may put others in their place.

-group = 分组
-region = 区域
-top-region = 区域
-region-code = 区域代码
terms-group = { -group }
terms-groups = { -group }
terms-region-code = { -region-code }
terms-region-codes = { -region-code }
terms-level = { $rank ->
    [1] 区域
   *[other] { $rank } 级区域
}
terms-levels = { $rank ->
    [1] 区域
   *[other] { $rank } 级区域
}
# Levels and codes of China's regions, which are known by their codes (GB/T 2260).
terms-division = { $level ->
    [province] 省级行政区
    [city] 城市
   *[district] 区县
}
terms-divisions = { $level ->
    [province] 省级行政区
    [city] 城市
   *[district] 区县
}
terms-adcode = 行政区划代码
terms-adcodes = 行政区划代码

# What is said of boundaries drawn by hand, and why they are.
terms-schematic = { $of ->
    [some] { $surveyed ->
        [0] { NUMBER($zones) } 个片区中有 { NUMBER($schematic) } 个边界为示意
       *[other] { NUMBER($zones) } 个片区中有 { NUMBER($surveyed) } 个已测绘；另有 { NUMBER($schematic) } 个边界为示意
    }
   *[all] { $what ->
        [zones] 片区边界
       *[boundaries] 边界
    }为示意
}{ $why ->
    [none] { "" }
   *[other] ：{ $why }
}。
