### 测算表中的数值，按列名排列；其后为其他各表的标题。

figure-with-unit = { $figure }（{ $unit ->
    [km] 公里
    [min] 分钟
   *[other] { $unit }
}）
figure-area-km2 = 面积
figure-perimeter-km = 周长
figure-polsby-popper = Polsby–Popper
figure-reock = Reock
figure-blocks = 地块
figure-cap-km2 = 上限
figure-headroom-km2 = 余量
figure-mean-km = 平均
figure-mean-min = 平均
figure-median-km = 中位数
figure-median-min = 中位数
figure-p90-km = 第 90 百分位
figure-p90-min = 第 90 百分位
figure-gini = 基尼系数
figure-clusters = 集群
figure-covered-clusters = 覆盖
figure-weight = 权重
figure-covered-weight = 覆盖权重
figure-matched-clusters = 匹配
figure-amount = 总数
figure-of-weight =
    { $part ->
        [covered] 覆盖 { $weight }
        [sole] 仅由它覆盖的 { $weight }
        [uncovered] 未覆盖 { $weight }
        [line] 按直线覆盖 { $weight }
        [way] 按路网覆盖 { $weight }
        [over_counted] 多计 { $weight }
        [entering] 新覆盖 { $weight }
        [leaving] 不再覆盖 { $weight }
        [mean_km] { $weight } 的平均距离
        [mean_min] { $weight } 的平均时间
        [median_km] { $weight } 的距离中位数
        [median_min] { $weight } 的时间中位数
        [p90_km] 90% 的 { $weight } 所在距离
        [p90_min] 90% 的 { $weight } 所需时间
        [gini] { $weight } 的距离基尼系数
       *[whole] { $weight }
    }
figure-covered-amount = 覆盖
figure-own-amount = 由本区域分组覆盖
figure-own-share = 由本区域分组覆盖
figure-other-amount = 仅由其他分组覆盖
figure-elsewhere-amount = 本组在其他区域覆盖
figure-same-customs-amount = 同一关境内覆盖
figure-across-customs-amount = 仅跨关境覆盖
figure-share = 比例
figure-sole-amount = 仅由其覆盖
figure-sole-share = 仅由其覆盖
figure-shared-amount = 重叠最多
figure-added-km2 = 增加
figure-added-amount = 新覆盖
figure-added-per-km2 = 新覆盖
figure-mean-share = 平均比例
figure-theil = 泰尔指数
figure-least-share = 最低比例
figure-most-share = 最高比例
figure-uncovered-mean = 未覆盖者平均（公里）
figure-uncovered-mean-min = 未覆盖者平均（分钟）
figure-shared-with = 重叠最多的片区
figure-regions = 区域数
figure-least = 覆盖比例最低的区域
figure-most = 覆盖比例最高的区域

## 各视角的表，按视角与表名排列

figure-of-inequality = 各区域覆盖的不均等
figure-of-margin = 边界外移时新覆盖的部分
figure-of-overlap = 由几个片区覆盖（3：三个及以上）
figure-of-overlap-zones = 仅由各片区覆盖的部分
figure-of-own-regions = 计入的覆盖
figure-of-own-regions-groups = 各{ -group }在本区域计入的覆盖
figure-of-underserved = 覆盖最差
figure-of-performance = 公布数字与单位面积产出
figure-of-performance-use = 片区土地利用
figure-per-km2 = 每平方公里批准面积
figure-per-built-km2 = 每平方公里建成面积
figure-quantile = 分位
figure-changed-km2 = 变动面积，平方公里
figure-accepted-share = 已验收
figure-built-share = 已建成
figure-idle-share = 闲置
figure-approved = 批准日期
