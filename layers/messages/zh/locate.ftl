### Location models: what is wrong with what they are given. Rows and sites are counted from 0.

locate-cost-not-numbers = 成本：必须是数字的数组（需求点 × 备选点）；请改正
locate-cost-shape = 成本：形状为 { $shape }；请给出数组或稀疏矩阵，每个需求点一行，每个备选点一列，各至少一个
locate-cost-missing = 成本：第 { $demand } 行第 { $site } 列是 NaN（共 { NUMBER($count) } 处）；备选点到不了该需求点时请写 inf，或在稀疏矩阵中略去
locate-cost-negative = 成本：第 { $demand } 行第 { $site } 列是负数（共 { NUMBER($count) } 处）；成本不得小于 0

locate-demand = 需求点
locate-sites = 备选点
locate-points-shape = { $points }：必须是坐标对（n × 2），至少一个；请改正
locate-points-not-finite = { $points }：第 { $row } 行的坐标不是有限数（共 { NUMBER($count) } 处）；请改正或略去
locate-points-latitude = { $points }：第 { $row } 行的纬度超过 90°（共 { NUMBER($count) } 处）；请先写经度、后写纬度，以度为单位

locate-weights = 权重
locate-load = 负荷
locate-capacity = 容量
locate-figures-length = { $what }：必须有 { NUMBER($count) } 个数，与成本的行或列一一对应
locate-figures-wrong = { $what }：第 { $row } 行是 { $value }（共 { NUMBER($count) } 处有误）；每个数必须有限且不小于 0

locate-predefined = 必选点
locate-forbidden = 禁选点
locate-site-unknown = { $what }：没有备选点 { $site }；备选点为 0 至 { $last }
locate-site-both = 备选点 { $sites }：既必选又禁选；请从其中一项中去掉

locate-p-none = p { $p }：必须是从 1 起的整数
locate-p-many = p { $p }：多于可选的 { NUMBER($sites) } 个备选点；请减小
locate-p-predefined = p { $p }：少于 { NUMBER($sites) } 个必选点；请增大
locate-radius = 半径 { $radius }：必须是不小于 0 的有限数
locate-time-limit = 时限 { $seconds } 秒：必须是不小于 0 的有限数
locate-gap = 差距 { $gap }：必须是不小于 0 的有限比例，如 0.01
locate-capacity-small = 容量：最大的 { NUMBER($p) } 个合计 { FIGURE($capacity) }，小于负荷 { FIGURE($load) }；请提高容量或多选几个点
