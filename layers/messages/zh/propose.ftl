### 建议：所求与被拒、没有建议的原因、建议的理由。

## 被拒的内容

propose-objective-minutes = 以分钟计；测算方式也请用分钟（{ OPTION("by") } road_min），或写公里半径
propose-objective-none = { OPTION("objective") }：未给出；可用 { $known }，各带半径，如 population@50
propose-objective-unclear = 目标 { $given }：请写成 名称@半径，如 population@50，或带 0 至 100 公里半径浮动的 population@50±2；多个目标时可在前面加权重：2*population@50（land_value 不带半径）
propose-objective-weight = 目标 { $given }：权重必须是 1e-9 到 1e9 之间的数
propose-objective-land = 目标 { $given }：计算片区内的土地，不带半径；请写 { $name }
propose-objective-lacks = 目标 { $term }：规划缺少 { $needs }；请补充，或改用其他目标
propose-objective-by-line = 目标 { $term }：路网不通往这些点；请用 { OPTION("by") } line 求解
propose-objective-unknown = 目标：没有名为 { $name } 的内容；{ $hint }
propose-sector-unknown = 目标：没有产业为 { $sector } 的集群；{ $hint }
propose-demand-missing = 目标 { $term }：规划没有需求点；请添加该图层，或改用产业
propose-land-value-missing = 目标 land_value：规划的地块都没有价值；请填写地块的该列，或去掉这一项
propose-land-value-alone = 目标 land_value：它只表示土地的代价；请再给出服务对象，如 population@50
propose-objective-own-none = 目标 own:{ $name }：没有{ -group }计入规划中的区域；请填写其 adcode 或 counts_regions，或改用 { $name }
propose-objective-instead = 目标 { $given }：不是点或土地的加和，无法据此选地；最接近的可加指标是 { $ask }
propose-least-alone = 目标 least：不是加和，只能单独使用：不与其他项、其他目标、区域权重或新片区并用；与其他项并用时，请用 { OPTION("weight-region") } 给区域加权
propose-scoped-new = 目标 own：按已有片区计算；求新片区时请去掉这个词，如 population@50
propose-land-new = 土地类目标：只用于已有片区；新片区的面积已给定，请改用点类目标，如 population@50
propose-per-km2-gone = { OPTION("per-km2") }：已取消；请在较小的 { OPTION("budget-km2") } 内求最大增益，或按每平方公里增益给片区排序：zonewright table margin PLAN
propose-land-word = { OPTION("land") } { $given }：没有这个词；{ $hint }
propose-land-twice = { OPTION("land") } { $word }：给了两次；请只给一次
propose-land-unclear = { OPTION("land") } { $given }：请写 { $form }
propose-now-a-word = { $name } 已弃用，今后的版本将不再接受：请写 { OPTION("land") } { $form }
propose-keep-new = { OPTION("keep") }：只对扩展或置换的片区有效，不适用于新片区；请去掉，或改用 { OPTION("ftz") }
propose-ftz-unknown = { OPTION("ftz") } { $ftz }：规划中没有片区属于这个{ -group }；{ $hint }
propose-ftz-none = 请用 { OPTION("ftz") } 指定至少一个{ -group }，或指定新片区的范围：用 { OPTION("province") } 指定{ -top-region }，或写 all
propose-province-unknown = { OPTION("province") } { $province }：规划没有这个{ -top-region }；{ $hint }
propose-ftz-or-province = 请只给其一：{ OPTION("ftz") }，或新片区的 { OPTION("province") }
propose-new-nowhere = { OPTION("new") }：是新片区的个数；请用 { OPTION("province") } 指定新片区的范围
propose-budget-or-swap = { OPTION("budget-km2") } 与 { OPTION("swap") } 请只给其一
propose-province-swap = 新片区没有可置换的土地；请用 { OPTION("budget-km2") } 给出一个面积
propose-budget-missing = { OPTION("budget-km2") }：没有给出 { $ftzs } 的面积
propose-budget-unclear = { OPTION("budget-km2") } { $given }：请写平方公里数、编号=数值 或 年份=数值
propose-budget-twice = { OPTION("budget-km2") } { $ftz }：给了两次；请只给一次
propose-weight-twice = { OPTION("weight-region") }：同一区域给了两次；请只给一次
propose-region-twice = { OPTION("weight-region") } { $region }：与 { $other } 是同一区域；请只给一次
propose-all-alone = { $option ->
    [ftz] { OPTION("ftz") } all：代表全部{ -group }；请去掉其他
   *[province] { OPTION("province") } all：代表全部{ -top-region }；请去掉其他
}
propose-kept-share-unused = { OPTION("kept-share") }：对新片区和第二个目标不起作用；请去掉
propose-budget-of-none = { OPTION("budget-km2") } { $ftz }：不在 { OPTION("ftz") } 之列
propose-budget-not-allowed = { OPTION("budget-km2") }（{ $ftz }）：必须大于 0 且不超过 100,000，而不是 { FIGURE($given) }
propose-limit-not-allowed = { OPTION($option) }：必须{ $open ->
    [above] 大于 { FIGURE($least) } 且不超过 { FIGURE($most) }
    [below] 不小于 { FIGURE($least) } 且小于 { FIGURE($most) }
   *[no] 在 { FIGURE($least) } 与 { FIGURE($most) } 之间
}，而不是 { FIGURE($given) }
propose-region-unknown = { OPTION("weight-region") } { $region }：规划没有这个区域或战略区域；{ $hint }
propose-region-weight = { OPTION("weight-region") } { $region }：权重必须是 1e-9 到 1e9 之间的数，而不是 { FIGURE($given) }
propose-region-unclear = { OPTION("weight-region") } { $given }：请写成 代码=数值 或 名称=数值
propose-candidates = { OPTION("candidates") } { $given }：土地由 shapes（图形）或 parcels（地块）组成；{ $hint }
propose-parcels-missing = { OPTION("candidates") } parcels：规划没有地块；请添加该图层，或去掉这一项
propose-layer-unknown = { OPTION("prefer") }、{ OPTION("avoid") }：规划没有 { $layer } 图层；{ $hint }
propose-column-unknown = { OPTION("prefer") }、{ OPTION("avoid") }：{ $layer } 图层没有 { $column } 列；{ $hint }
propose-value-unknown = { OPTION("prefer") }、{ OPTION("avoid") }：{ $layer } 图层中没有 { $column } 为 { $value } 的行；{ $hint }
propose-keep-unclear = { OPTION("keep") } { $given }：请写成 指标>=数值 或 指标>=today，指标须为点或土地的加和：jobs@50>=today、strategy_land_km2>=today
propose-keeps = { $indicator } 不少于 { AMOUNT($least) }
propose-zone-only-area = { OPTION("min-piece-km2") }、{ OPTION("max-pieces") }、{ OPTION("compact") }、{ OPTION("candidates") }、{ OPTION("width-km") }、{ OPTION("joint-km") }：不适用于新片区；请去掉
propose-option-renamed = { OPTION($option) }：现名为 { OPTION($instead) }；请改写
propose-deprecated = { $name } 已弃用，今后的版本将不再接受：{ $option ->
    [across-barriers] 请去掉；土地总在铁路和河流的一侧
    [everywhere] 请写 { OPTION("province") } all
    [gap] 请去掉；要提早结束搜索，请用 { OPTION("time-limit-s") }
    [new-blocks] 请去掉；要与片区分开的土地，请求新片区（{ OPTION("province") }）
    [phase] 请写 { OPTION("budget-km2") } 年份=面积
    [release] 请写 { OPTION("swap") } any 或 { OPTION("swap") } idle
    [release-gateways] 请去掉；设有港口和机场的土地总是保留
    [runs] 请去掉；总是测算 300 次
    [spread-km] 请把半径浮动写在目标里，例如 population@50±2
   *[weight-phase] 请去掉；各期权重相同
}
propose-gateways-no-swap = { OPTION("release-gateways") }：只用于核减的土地；请加上 { OPTION("swap") }，或去掉这一项
propose-block-narrow = { OPTION("budget-km2") }：{ FIGURE($given) } 平方公里的新片区宽 { FIGURE($wide_km, digits: 2) } 公里；请至少给 { FIGURE($least, digits: 2) } 平方公里，使其宽 { FIGURE($width_km) } 公里
propose-answers-or-front = { OPTION("answers") } 与 { OPTION("front") } 请只给其一
propose-differ-alone = { OPTION("differ-km2") }：表示方案之间的差别；请用 { OPTION("answers") } 要求多个方案
propose-several-of-zone = { OPTION("answers") }、{ OPTION("front") }：新片区只有一个方案；请去掉

## 没有建议的原因

propose-nothing-gained = 没有建议：预算所及的土地都不能增加 { $objective }；请提高预算，或换一个半径
propose-out-of-reach = 没有求得 { $objective } 的建议：{ $count ->
    [1] 唯一尚未覆盖的{ $kind ->
        [cluster] 集群
       *[place] 地点
    } { NAME($place) } 相距 { FIGURE($away_km, digits: 0) } 公里
   *[other] 尚未覆盖的 { NUMBER($count) } 处中，最近的 { NAME($place) } 相距 { FIGURE($away_km, digits: 0) } 公里
}，需新增 { FIGURE($missing_km, digits: 0) } 公里的土地；{ $has_region ->
    [yes] 请改设新片区（{ OPTION("province") } { $region }），或提高 { OPTION("budget-km2") }
   *[no] 请提高 { OPTION("budget-km2") }，或改用更长的半径
}
propose-all-reached = 没有建议：{ $objective } 所计的现已全部覆盖；请改用较短的半径
propose-no-way = 没有建议：没有{ $by ->
   *[road] 公路
}进入 { $ftzs } 未锁定的片区；请按直线测算，或补充 network 图层
propose-all-locked = 没有建议：规划锁定了 { $ftzs } 的全部片区；请在 zones 图层取消 locked，或指定其他{ -group }
propose-target-leaves-none = { NAME($ftz) }不能再取地：规划对其面积或余量的强制目标已无余地；请在 targets 图层改为软性，或修改其界限
propose-swap-gains-nothing = 没有建议：任何置换都不能增加 { $objective }：可核减的土地失去的不少于调入所得。水面、海关特殊监管区域和设有口岸的土地不核减；请用 { OPTION("budget-km2") } 增加土地，或换一个半径
propose-targets-forbid = 没有建议：能增加 { $objective } 的土地都不能保持规划的全部强制目标；请在 targets 图层把其中一项改为软性，或换一个预算
propose-only-beyond = 没有建议：{ $objective } 在所写半径内没有增益，仅在更长的半径才有；请改用更长的半径、更多的土地、以 { OPTION("compact") } 放宽地块的长度，或将 { OPTION("kept-share") } 降到 0，以接受浮动幅度内的任何增益
propose-above-cap = 没有建议：{ NAME($ftz) } 超出上限 { AREA($over_km2, $budget_km2) }，再加 { AREA($budget_km2, $over_km2) }仍不足
propose-time-spent = 没有建议：求解结束时尚未找到结果；请用 { OPTION("time-limit-s") } 给更多时间
propose-conflict = 没有建议：以下各项合在一起，没有土地能增加 { $objective }，去掉其中任何一项则有：{ $limits }
propose-limit-locked = 片区的锁定
propose-limit-exclusion = 禁止区
propose-limit-water = 水域
propose-limit-barrier = 铁路和河流
propose-limit-customs-block-cut = 海关特殊监管区域
propose-limit-overlap = 其他片区的土地
propose-limit-outside-province = { -top-region }边界
propose-limit-area = 可取的面积（{ OPTION("budget-km2") }）
propose-limit-swap = 置换最多取面积的十分之一
propose-limit-least = 地块的最小面积（{ OPTION("min-piece-km2") }）
propose-limit-shape = 地块的宽度和紧凑程度（{ OPTION("width-km") }、{ OPTION("compact") }）
propose-no-sites = 没有建议：除去片区、水域、禁止区和边界，所试的 { NUMBER($places) } 处位置都容不下这么大的地块；请用 { OPTION("budget-km2") } 给出较小的面积
propose-hard-rule = 没有建议：违反强制规则：{ $reason }；请把该规则改为软性，或选取其他土地

## 理由

propose-budget-used = { NAME($ftz) }：调入 { AREA($used_km2, $limit_km2) }，上限 { AREA($limit_km2, $used_km2) }：受面积所限
propose-swap-used = { NAME($ftz) }：核减 { AREA($used_km2, $limit_km2) }，上限 { AREA($limit_km2, $used_km2) }：受面积所限
propose-area-left = { NAME($ftz) }：{ AREA($limit_km2, $used_km2) }中用了 { AREA($used_km2, $limit_km2) }；余下面积所及之处未见更多增益
propose-ftz-locked = { NAME($ftz) }：没有调入：规划锁定了其全部片区
propose-pieces-used = { NAME($ftz) }：已取 { NUMBER($pieces) } 块土地，不许更多（{ OPTION("max-pieces") }）：受块数所限
propose-ftz-gains-nothing = { NAME($ftz) }：没有调入：预算所及的土地增益不足
propose-block-released = { NAME($zone) }：整体核减一个 { AREA($area_km2) }的区块
propose-water-unknown = 水域不明：规划没有水域图层，所选土地可能是水面；请补充该图层
propose-residents = 土地上的居民：调入土地 { AMOUNT($taken) } 人{ $released ->
    [0] {""}
   *[other] ，核减土地 { AMOUNT($released) } 人
}
propose-price-costs = 若不计居民和图层，至少可多得 { AMOUNT($gain) }
propose-runs-kept-less = 在边界不确定的模拟中，每 100 次有 95 次保留所写半径增益的 { FIGURE($kept_pct, digits: 0) } %，未达 { FIGURE($pct, digits: 0) } %：未找到保留更多的方案
propose-at-most = 无论何种形状，按本软件的上界至多 { AMOUNT($bound) }
propose-kept-at = 作为限制保持：{ $indicator } 为 { AMOUNT($now) }，至少 { AMOUNT($least) }
propose-best = { $status ->
    [optimal] 已证明{ $kind ->
        [shapes] 所试 { NUMBER($pieces) } 个图形
       *[pieces] { NUMBER($pieces) } 块土地
    }的任何组合增益都不更大
   *[other] 从{ $kind ->
        [shapes] 所试 { NUMBER($pieces) } 个图形
       *[pieces] { NUMBER($pieces) } 块土地
    }中选出，尚未证明最优
}
propose-best-within = 已证明{ $kind ->
    [shapes] 所试 { NUMBER($pieces) } 个图形
   *[pieces] { NUMBER($pieces) } 块土地
}的任何组合增益至多再大 { FIGURE($pct, digits: 2) } %
propose-barriers-kept = 所取土地不跨越周边底图或规划路网中位置误差在半公里以内的铁路和河流
propose-barriers-unsure = { NAME($zone) }：底图中位置不够准确的一条铁路可能穿过所取土地；请核对其实际位置
propose-gateways-released = 随土地一并核减的口岸：{ $gateways }
propose-gateways-kept = 设有下列口岸的土地予以保留：{ $gateways }
propose-land-value = 调入地块价值 { AMOUNT($taken) }，核减地块价值 { AMOUNT($released) }
propose-land-counted = { $indicator }：调入土地计 { AMOUNT($taken) }，核减土地计 { AMOUNT($released) }
propose-target-held = 作为限制保持：{ $state }
propose-targets-cost = 若无强制目标，可多得 { AMOUNT($gain) }
propose-targets-missed = 未找到能达成目前未达成的全部强制目标的地块组合：差距都不再扩大
propose-front-least = 按要求，只在同时使 { $objective } 至少增加 { AMOUNT($gain) } 的方案中求得；不作此要求，其他方案可能增益更大
propose-differs = 只在与前面各方案至少相差 { AREA($differ_km2) }的方案中求得；前面的方案增益更大
propose-fewer-answers = { NUMBER($answers) } 个方案中得到 { NUMBER($found) } 个：{ $why ->
    [time] 找到下一个之前时间已用完（{ OPTION("time-limit-s") }）
   *[gain] 相差这么多的其他方案都没有增益；请减小 { OPTION("differ-km2") }
}
propose-weights = 以上数字中，下列区域的人口、产业集群等按倍数计：{ $regions }
propose-weight = { NAME($place) } × { FIGURE($times) }
propose-one-more = 各增加 1 平方公里，再增 { AMOUNT($gain) }，至多 { AMOUNT($bound) }
propose-one-more-of = { NAME($ftz) }：增加 1 平方公里，再增 { AMOUNT($gain) }，至多 { AMOUNT($bound) }
propose-measured-along = 距离按{ $by ->
   *[road] 公路
}测算
propose-measured-by = 距离按{ $by ->
   *[road] 公路
}测算；没有{ $by ->
   *[road] 公路
}进入的地块保持不变
propose-per-km2 = 每新增一平方公里增益 { AMOUNT($rate) }；没有哪种地块选择的每平方公里增益超过 { AMOUNT($most) }
propose-no-runs = 未在边界不确定的多次运行中测算：运行只计是否覆盖，不计由哪个片区覆盖或在哪个区域
propose-soft-rule = 请规划者判断：{ $reason }
propose-gain-shifted = 按设定半径，增益为 { AMOUNT($gain) }；半径变动时：{ $shifted }
propose-gain-at = { SIGN($by_km) ->
    [minus] −{ FIGURE($size_km) }
   *[plus] +{ FIGURE($size_km) }
} 公里为 { AMOUNT($gain) }（{ FIGURE($pct, digits: 0) } %）
propose-gain-at-alone = { SIGN($by_km) ->
    [minus] −{ FIGURE($size_km) }
   *[plus] +{ FIGURE($size_km) }
} 公里为 { AMOUNT($gain) }
propose-gain-in-runs = 边界各向内或向外变动至多 { FIGURE($boundary_km) } 公里，模拟 { NUMBER($runs) } 次：增益平均为 { AMOUNT($mean) }（{ FIGURE($pct, digits: 0) } %），最差为 { AMOUNT($worst) }
propose-gain-in-runs-alone = 边界各向内或向外变动至多 { FIGURE($boundary_km) } 公里，模拟 { NUMBER($runs) } 次：增益平均为 { AMOUNT($mean) }，最差为 { AMOUNT($worst) }
propose-gain-in-most-runs = 每 100 次模拟中有 95 次不低于 { AMOUNT($p5) }
propose-kept = 边界向内或向外变动时，至少保留所写半径增益的 { FIGURE($pct) } %
propose-kept-costs = 边界向内或向外变动时，至少保留所写半径增益的 { FIGURE($pct) } %；若不作此要求，浮动幅度内的平均增益可再增 { AMOUNT($gain) }
propose-not-kept = 这些图形的任何组合都不能在边界向内或向外变动时保留增益的 { FIGURE($pct) } %：此为其余方案中的最优者
propose-price-not-met = 没有土地的增益超过其居民和需避开图层的权重，此为不计这些权重时的最优方案
propose-search-ended = 求解结束时尚未试完所有形状：给更多时间（{ OPTION("time-limit-s") }）可能找到增益更大的土地
propose-gains = 新增 { $places }，共 { NUMBER($count) } 处
propose-loses = 失去 { $places }，共 { NUMBER($count) } 处
propose-place = { NAME($place) }（{ AMOUNT($amount) }）
propose-balance-kept = 置换面积平衡：调入 { AREA($taken_km2, $released_km2) }，核减 { AREA($released_km2, $taken_km2) }
propose-balance-aside = 因增加土地，不适用置换平衡规则
propose-quota = { NAME($ftz) }：申请超出上限的指标 { AREA($quota_km2) }
propose-best-site = { NAME($province) } 内该地块的最佳位置
propose-best-site-within = 已证明与该地块在 { NAME($province) } 内的最佳位置相差不超过 { FIGURE($pct, digits: 2) } %
propose-site-found = { NAME($province) } 内找到的该地块最佳位置：尚未证明最优
propose-best-sites = { $status ->
    [optimal] 已证明是 { NUMBER($sites) } 个备选位置中的最优选择
   *[other] 从 { NUMBER($sites) } 个备选位置中选出，尚未证明最优
}：备选位置取自 { NUMBER($places) } 处，彼此至少相距 { NUMBER($apart_km, maximumFractionDigits: 1) } 公里；各地块随后移到附近的最佳处
propose-best-sites-within = 已证明与 { NUMBER($sites) } 个备选位置中的最优选择相差不超过 { FIGURE($pct, digits: 2) } %：备选位置取自 { NUMBER($places) } 处，彼此至少相距 { NUMBER($apart_km, maximumFractionDigits: 1) } 公里；各地块随后移到附近的最佳处
propose-fewer-zones = { NUMBER($new) } 个新片区中设 { NUMBER($found) } 个即可：在这些位置上再增设不会带来增益
propose-site = { $zone }：{ NAME($province) }
propose-site-moved = { $zone }：距其备选位置 { NUMBER($km, maximumFractionDigits: 1) } 公里，多增 { AMOUNT($gain) }

## 命令

propose-working = 正在寻找最优选址
propose-progress = 正在寻找最优选址：增益 { NUMBER($gain, maximumFractionDigits: 0) }{ $known ->
    [yes] ，所试至多 { NUMBER($bound, maximumFractionDigits: 0) }
   *[no] {""}
}{ $share ->
    [0] {""}
   *[other] ，已完成 { FIGURE($share, digits: 0) } %
}{ $left_s ->
    [0] {""}
   *[other] ，约需 { FIGURE($left_s, digits: 0) } 秒
}
propose-result = { $objective }：原为 { AMOUNT($before) }，量算为 { AMOUNT($measured) }，模型预计 { AMOUNT($promised) }
propose-spread = 半径后的 ±：在此浮动范围内取五个半径，每个半径上覆盖的各计五分之一，因此刚好够到人口的土地所得较少
propose-proof = { $status ->
    [optimal] { $gap ->
        [0] 已证明是所试地块中的最优选择
       *[other] 在差距范围内已证明是所试地块中的最优选择
    }
   *[other] 尚未证明最优
}：所试地块的任何其他选择都不会优于 { AMOUNT($bound) }；差距为增益的 { FIGURE($gap, digits: 2) } %
propose-title-taken = 调入的土地
propose-title-released = 核减的土地
propose-col-alone = 单独增益
propose-col-last = 最后增益
propose-col-residents = 居民
propose-col-worse = 若无此地块则少
propose-col-instead = 届时由谁调入
propose-title = { $kind ->
    [new] 新设 { NUMBER($count) } 个片区，共 { AREA($area_km2) }
    [swap] { $zones }{ $more ->
        [0] {""}
       *[other] 等 { NUMBER($count) } 个片区
    }置换土地 { AREA($area_km2) }
    [trade] 置换土地 { AREA($area_km2) }：{ $zones }{ $more ->
        [0] {""}
       *[other] 等 { NUMBER($count) } 个片区
    }调入，{ $givers }{ $others ->
        [0] {""}
       *[other] 等片区
    }核减
   *[add] { $zones }{ $more ->
        [0] {""}
       *[other] 等 { NUMBER($count) } 个片区
    }扩展 { AREA($area_km2) }
}{ $reach ->
    [none] ，目标为 { $objective }
   *[some] ，覆盖{ $places }
}{ $loss ->
    [none] {""}
   *[some] ，失去{ $lost }
}
propose-both = { $first }和{ $second }
propose-title-answers = 各方案
propose-title-often = 土地被调入的次数
propose-title-front = 两个目标的前沿
propose-col-scenario = 方案
propose-col-measured = 量算
propose-col-gap = 差距（%）
propose-col-differs = 相差（平方公里）
propose-col-times = 方案数
propose-title-places = 新增和失去的地区与集群{ $left ->
    [0] {""}
   *[other] （{ NUMBER($places) } 处中的 { NUMBER($shown) } 处）
}
propose-col-id = 代码
propose-col-name = 名称
propose-col-amount = 增减
propose-title-robust = 增益还剩多少
propose-col-where = 条件
propose-col-gain = 增益
propose-col-share = 占比（%）
propose-where-radius = { SIGN($by_km) ->
    [minus] 半径 −{ FIGURE($size_km) } 公里
    [plus] 半径 +{ FIGURE($size_km) } 公里
   *[none] 按设定半径
}
propose-where-mean = { NUMBER($runs) } 次模拟的平均，边界 ±{ FIGURE($boundary_km) } 公里
propose-where-p5 = 除 5 % 外各次不低于
propose-where-worst = 这些模拟中最差

## Phases

propose-phases = 数值为各期的平均值：{ $phases }
propose-phase-weight = { $year } 年（{ FIGURE($pct) } %）
propose-phase-best = 至 { $year } 年新增 { AREA($taken_km2) }，增益 { AMOUNT($gain) }，即使只考虑该年也已是最优
propose-phase-open = 至 { $year } 年新增 { AREA($taken_km2) }，增益 { AMOUNT($gain) }；只考虑该年时，限时内未找到更好的选择
propose-phase-loses = 至 { $year } 年新增 { AREA($taken_km2) }，增益 { AMOUNT($gain) }：比只考虑该年的选择（{ AMOUNT($alone) }）少 { FIGURE($lost_pct, digits: 1) } %，因为那样的选择其他各期无法保留
propose-phases-alone = 分年的面积（{ OPTION("phase") }）不能与不分年的 { OPTION("budget-km2") }、{ OPTION("swap") }、{ OPTION("answers") }、{ OPTION("front") } 或新设片区同用
propose-phase-year = { OPTION("phase") } { $given }：请给出 1900 至 9999 之间的年份
propose-phase-area = { OPTION("phase") } { $year }={ FIGURE($given) }：请给出大于 0 且不超过 100,000 平方公里的面积
propose-phase-less = { OPTION("phase") } { $year }={ FIGURE($given) }：较早的一期已有 { FIGURE($before) } 平方公里；面积是至该年的总数，请不少于此数
propose-phase-unclear = { $option ->
    [phase] { OPTION("phase") }
   *[weight-phase] { OPTION("weight-phase") }
} { $given }：请写成“年份=数字”，例如 2027=8
propose-phase-twice = { $option ->
    [phase] { OPTION("phase") }
   *[weight-phase] { OPTION("weight-phase") }
}：{ $year } 年给了两次
propose-phase-weight-alone = { OPTION("weight-phase") }：说明某期的权重；请加上 { OPTION("phase") }
propose-phase-weight-of-none = { OPTION("weight-phase") } { $year }：没有至该年的一期；请为该年加上 { OPTION("phase") }
propose-phase-weight-not-allowed = { OPTION("weight-phase") } { $year }={ FIGURE($given) }：请给出大于 0 的数

## 置换时先核减什么

propose-swap = { OPTION("swap") } { $given }：请写 any 或 idle；{ $hint }
propose-release-no-swap = { OPTION("release") }：说明置换时核减什么土地；请加上 { OPTION("swap") }
propose-release-unknown = { OPTION("swap") } idle：规划未说明哪些土地闲置或已建成；请为片区加上 idle_km2 或 built_km2，或加上 parcels
propose-released-use = 核减 { AREA($released_km2) }，其中 { AREA($unused_km2) } 闲置或未建{ $unknown_km2 ->
    [0] {""}
   *[other] ；另有 { AREA($unknown_km2) } 用途不明
}
