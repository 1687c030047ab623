### The words for a plan's own things; a plan may put others in their place.

-group = 自贸试验区
-district = 区县
-city = 城市
-province = 省级行政区
-region-code = 行政区划代码
