## 笔记本中的地图

notebook-name = 名称
notebook-share = 覆盖比例
notebook-share-change = 覆盖比例之差
notebook-regions = 区域
notebook-zones = 片区
notebook-clusters = 产业集群
notebook-title = { $scenario }：{ $within }以内的{ $what ->
    [people] 人口
   *[land] 土地
}比例
notebook-title-difference = { $a } 与 { $b } 相比：{ $within }以内的{ $what ->
    [people] 人口
   *[land] 土地
}比例之差
notebook-no-matplotlib = 未安装 Matplotlib；请运行 pip install matplotlib
