### What is wrong with one value of a document. Its place comes before: edits[2].expand.by_km: …

value-missing = 缺少；请补上
value-too-many-keys = { $count } 个键：远多于应有的数目
value-key-unknown = 未知的键；{ $hint }
value-not-text = 必须是文字，而不是 { $given }；请加引号
value-not-number = 必须是数字，而不是 { $given }；不要加引号或单位
value-not-finite = 必须是有限数，而不是 { $given }；请改正
value-not-more = 必须大于 { FIGURE($limit) }，而不是 { $given }；请改正
value-too-low = 不得小于 { FIGURE($limit) }，而不是 { $given }；请改正
value-too-high = 不得大于 { FIGURE($limit) }，而不是 { $given }；请改正
value-out-of-range = 必须是 { FIGURE($least) } 至 { FIGURE($most) } 的数字，而不是 { $given }；请改正
value-whole-out-of-range = 必须是 { FIGURE($least) } 至 { FIGURE($most) } 的整数，而不是 { $given }；请改正
value-not-allowed = 必须是 { $expected }，而不是 { $given }；请改正
value-not-list = 必须是列表，而不是 { $given }；请加方括号
value-list-too-short = 至少要列出 { $limit } 项，而不是 { $count } 项；请补充
value-list-too-long = 最多只能列出 { $limit } 项，而不是 { $count } 项；请减少
value-not-mapping = 必须是键与值的对应，而不是 { $given }；请改正
value-not-of-type = 必须是 { $expected } 类型，而不是 { $type }；请改正
value-text-empty = 是空的；请填写文字
value-text-too-long = 超过 { NUMBER($limit) } 个字符；请缩短
value-text-control = 含有控制字符或换行；请写成一行
# What a library found, in its own words.
value-other = { $finding }（给出的是 { $given }）；请改正
