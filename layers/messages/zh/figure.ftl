### 测算表中的数值，按列名排列。

figure-with-unit = { $figure }（{ $unit }）
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
