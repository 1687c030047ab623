## 批量扰动测算

sweep-no-scenario = 没有给出方案：请至少给一个，或 baseline
sweep-scenario-twice = 方案 { $scenario }：给了两次；请只给一次
sweep-seed-negative = 种子 { $given }：必须是不小于 0 的整数
sweep-nothing-to-cover = 规划既没有人口也没有产业集群可供覆盖；请添加图层 demand 或 clusters
sweep-run-lacking = 第 { $run } 次：缺少方案 { $scenario } 在某一半径的结果；请对所有方案以相同半径测算相同的次数
sweep-scenarios-one-id = 方案 { $scenarios }：id 都是 { $id }；请给其中一个另取 id
sweep-radius-below-zero = 半径变动 { $spread } { $unit ->
    [min] 分钟
   *[km] 公里
}：{ $radius } { $unit ->
    [min] 分钟
   *[km] 公里
}的半径可能小于 0；请减小变动幅度，或用更大的半径测算
sweep-spread-unknown = { $given }：没有这个名称的可变动项；{ $hint }
sweep-spread-bounds = { $name }={ $given }：必须在 0 与 { $most } 之间（{ $name ->
    [boundary] 公里
    [radius] 公里
   *[other] 比例：0.1 即十分之一
}）
sweep-runs-none = { $given } 次测算：必须在 1 与 1,000,000 之间
sweep-run-number = 测算 { $given }：各次测算从 0 起编号；请给出编号，如 range(1000)
sweep-no-run = 没有给出测算的编号；请给出编号，如 range(1000)
sweep-run-twice = 测算 { $run }：出现了两次；每次测算请只给一次
sweep-columns-missing = 不是各次测算的表，缺少 { $columns }；请给出 Sweep.measure 返回的表
sweep-vary-form = --vary { $given }：必须是名称与数值，如 boundary=1
sweep-vary-twice = --vary { $name }：给了两次；请只给一次
sweep-workers-none = { $given } 个进程：必须在 1 与 256 之间
sweep-total-unknown = 测算中没有该项总量；{ $hint }
sweep-folder-of-another = 存有另一批测算；请换一个文件夹，或对同一规划作同样的测算
sweep-folder-taken = 已存在且不是批量测算的文件夹；请换一个文件夹
sweep-folder-unusable = 不能用于批量测算：{ $why }；请换一个文件夹
sweep-part-broken = 与批量测算写入的不同；请删除它，会重新测算其中各次
sweep-title = { $runs } 次测算的结果{ $way ->
    [road] （距离按公路）
   *[line] { "" }
}
sweep-going = 正在测算
sweep-written = { $folder }：各次测算及其结果（summary.csv、pairs.csv、acceptability.csv、sweep.svg、sweep.html）
sweep-col-total = 总量
sweep-col-mean = 平均
sweep-col-p5 = 5 %
sweep-col-p95 = 95 %
sweep-title-pairs = 与{ $against ->
    [baseline] 现状基线
   *[other] { " " }{ $against }{ " " }
}相比：多少次测算中更优，相差多少
sweep-col-better = 更优
sweep-col-worse = 更差
sweep-col-mean-difference = 差值平均
sweep-col-first = 居首
sweep-col-regret = 后悔值（与当次最优之差）
sweep-scenario = { $scenario ->
    [baseline] 现状基线
   *[other] { $scenario }
}
sweep-total = { $total ->
    [covered_population] 人口
    [covered_clusters] 集群
    [covered_weight] 集群权重
   *[other] { $weight }
}
sweep-picture = { $differ ->
    [1] 与{ $against ->
        [baseline] 现状基线
       *[other] { " " }{ $against }{ " " }
    }的差
   *[0] 覆盖
}：{ $total ->
    [covered_population] 人口
    [covered_clusters] 集群
    [covered_weight] 集群权重
   *[other] { $weight }
}；各次测算的 5 % 至 95 %，及平均
sweep-picture-better = { $mean }，{ NUMBER($pct, maximumFractionDigits: 0) } % 更优
sweep-picture-row = { $scenario }，{ $within }
sweep-report = 批量测算
sweep-varied = 每次测算的变动
sweep-spread = { $name ->
    [boundary] 边界 ±{ FIGURE($spread) } 公里
    [radius] 半径 ±{ FIGURE($spread) } { $unit ->
        [min] 分钟
       *[km] 公里
    }
    [weights] 集群权重 ±{ FIGURE($pct) } %
   *[demand] 各地人口 ±{ FIGURE($pct) } %
}
sweep-spread-none = 无
sweep-first-of-all = 各目的任意权重、全部模拟下排名第一的比例
sweep-first = { $scenario } { NUMBER($pct, maximumFractionDigits: 0) }%
