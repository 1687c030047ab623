### Scenarios: their text and fields, their rules, replay, merge and rebase.

# What a document is called, and where in a file.
scenario-in-document = { $name }：{ $reason }
scenario-in-line = { $file } 第 { NUMBER($line, useGrouping: 0) } 行：{ $reason }
scenario-in-scenario = 方案 { $scenario }：{ $reason }

## The file and its text

scenario-not-file = 不是文件；请指定方案文件（.yaml）
scenario-too-large = 大于 { NUMBER($limit_bytes) } 字节；请缩短
scenario-not-yaml = 不是 YAML（{ $why }）；请改正
scenario-character = 含有字符 { $character }；请去掉
scenario-other-yaml-version = 不是 YAML 1.2；请去掉 %YAML 行
scenario-second-document = 开始了第二个文档；每个文件只保留一个
scenario-too-many-values = 超过 { NUMBER($limit) } 个值；请用 WKT 书写几何
scenario-too-deep = 嵌套超过 { NUMBER($limit) } 层；请减少层数
scenario-alias = *{ $anchor } 引用了别处；请直接写出该值
scenario-anchor = &{ $anchor } 是锚点；请去掉
scenario-tag = { $tag } 是标签；请去掉（文字请加引号）
scenario-key-not-word = 键必须是一个词；请改正
scenario-key-anchored = 键不能有锚点和标签；请去掉
scenario-key-repeated = 此键出现两次；请只保留一个

## Its fields

scenario-not-mapping = 必须是键与值的对应，而不是 { $given }；以 scenario、title、baseline、edits 开头
scenario-id-invalid = 必须是 1 至 64 个字母、数字、- 或 _，而不是 { $given }；请改正
scenario-id-of-baseline = { $scenario } 是现行规划的名称；请另取
scenario-rules-not-mapping = 必须是规则与级别的对应，而不是 { $given }；请改正
scenario-rule-there = rules：已有规则 { $name }；请另取名称
scenario-rule-sentences-missing = rules：规则 { $name } 缺少英文语句：{ $codes }；请在 add_rule 的 "en" 中以 Fluent 逐条给出，如 CODE = Text
scenario-rule-unknown = 没有这条规则；{ $hint }
scenario-not-by-group = 必须是编号与数值的对应，而不是 { $given }；请改正
scenario-level-unknown = 没有级别 { $level }；{ $hint }
scenario-target-unbounded = 没有界限：请写 at_least、at_most 或两者
scenario-target-bounds-crossed = at_least { FIGURE($least) } 大于 at_most { FIGURE($most) }；请对调
scenario-target-several-places = 涉及多处（{ $places }）；请只写一处
scenario-target-without-radius = { $measure } 以半径为准：请写 radius_km 或 radius_min
scenario-target-radius-unused = { $measure } 与半径无关；请去掉半径
scenario-target-place-unknown = 规划中没有 { $given }；{ $hint }
scenario-target-measure-unknown = 那里没有指标 { $measure }；有：{ $known }
scenario-phase-edits = { $given } 条编辑：情景只有 { $count } 条；请写不超过 { $count } 的数
scenario-phase-by = { $given } 不晚于 { $before }；请按年份排列各期
scenario-phase-fewer = { $given } 条编辑：上一期已有 { $before } 条；请写不少于 { $before } 的数

## Replay

scenario-other-baseline = 基于基线 { $baseline }，而 { $plan } 的基线是 { $plan_baseline }；请打开它所基于的规划，或把它移到新基线
scenario-edits-fail-here = 曾经实施过的编辑在此无法实施（{ $problem }）；采用其记录
scenario-record-outdated = 记录之后又有更改；按编辑实施，请重新保存
scenario-record-of-other-edits = 其记录没有注明由哪些编辑得出，而现有编辑得出另一结果（两者{ $difference }）；按编辑实施，请重新保存以更新记录
scenario-record-unmet = 编辑和记录的轮廓都得不出所记录的结果（两者{ $difference }）；按编辑实施，请重新保存
scenario-result-differs = 已有记录；此处的 { $libraries } 得出另一结果（{ $difference }）；采用其记录
scenario-result-differs-from = 由 { $recorded_with } 记录；此处的 { $libraries } 得出另一结果（{ $difference }）；采用其记录
scenario-result-differs-by-version = 由另一版本的 Zonewright 记录，其结果与此处不同（{ $difference }）；采用其记录
scenario-differs-by = 最多相差 { AREA($area_km2) }，在{ NAME($zone) }
scenario-differs-in-attributes = 仅属性不同

## Merge

# One of the two that are merged: a scenario by its id, or two states of one scenario.
scenario-side = { $scenario ->
    [current] 现存版本
    [yours] 您的版本
   *[other] { $scenario }
}
scenario-rule = { RULE($rule) }
scenario-both-change-zone = { NAME($zone) }：{ $one }，{ $other }；双方都改了它，请保留一方
scenario-side-by-edits = { $side }的{ $edits }
scenario-taking-out = 去掉“{ $verb } { $subject }”
scenario-order-matters = { NAME($zone) }取决于{ $both }的先后顺序；请保留一方
scenario-rule-set-twice = 规则“{ $rule }”：{ $one } 设为 { $setting }，{ $other } 设为 { $other_setting }；请统一
scenario-both-refused = { $both }无法同时实施：{ $problem }
scenario-both-break-rule = { $both }合在一起违反“{ $rule }”：{ $violation }

## Rebase

scenario-result-breaks-rule = 结果违反“{ $rule }”：{ $violation }
scenario-edit-follows = 在{ NAME($zone) }的冲突之后；请重新做
scenario-edit-gives-other = 因周围有所变化，得出的{ NAME($zone) }轮廓与以前不同
scenario-zone-not-known = 不知道编辑时{ NAME($zone) }是什么样；请给出旧规划
scenario-zone-appeared = 现在已有片区 { NAME($zone) }；请另取编号
scenario-zone-gone = 已经没有片区 { NAME($zone) }
scenario-zone-changed = { NAME($zone) }的边界此后有变；请查看两者，重新做
scenario-zone-of-other-ftz = { NAME($zone) }现属于{ NAME($ftz) }，而不是{ NAME($old_ftz) }；请重新做
