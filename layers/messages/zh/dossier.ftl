# 申请材料：调整片区范围的申请应当载明的内容。
dossier-template-none = 没有这个文件夹；请给出含 title.txt 和各节（.md）的文件夹
dossier-template-large = 文件多于 { NUMBER($most) } 个；模板文件夹只放文本
dossier-template-file = 不是模板的文本：模板由 title.txt 和各节（.md）组成；请移到别处
dossier-template-title = 缺失或为空；请在其中写上材料标题
dossier-template-heading = 开头没有标题；请在第一行写“# ”和标题
dossier-template-alone = 第 { $line } 行：{ "{" }{ $holder }{ "}" } 代表一块内容；请在某一节中单独成行
dossier-template-unknown = 第 { $line } 行：没有占位符 { "{" }{ $holder }{ "}" }；{ $hint }
dossier-template-lacks = 各节中都没有 { "{" }{ $holder }{ "}" }；请在某一节中单独成行写上
dossier-template-twice = { "{" }{ $holder }{ "}" } 出现不止一次：{ $places }；请只留一处
dossier-template-long = 大于 { NUMBER($most) } 字节；请缩短
dossier-template-encoding = 不是 UTF-8 编码；请另存为 UTF-8
dossier-folder-taken = 已存在且不为空；请换一个文件夹，或先删除其中内容
dossier-folder-file = 已存在且不是文件夹；请换一个名称
dossier-large = 文件多于 { NUMBER($files) } 个，或过大，不是申请材料
dossier-unknown = 不是申请材料：其中没有 { $file }

dossier-table-conformity = 核查事项与所依据的数据
dossier-col-checked = 核查事项
dossier-col-outcome = 结论
dossier-col-found = 情况
dossier-col-data = 所依据的数据
dossier-outcome = { $outcome ->
    [kept] ▲ 符合
    [unverified] △ 符合，数据未核实
    [broken] × 不符合
    [touched] ◆ 涉及
   *[unchecked] ? 未核查
}
dossier-conformity-note = 针对调整后的有关片区。规划数据截至 { $day }。年份取自数据来源的文字。
dossier-parted = ；
dossier-other-rules = 其他规则
dossier-others-kept = 其他 { NUMBER($rules) } 条规则均未违反
dossier-kept = 未发现问题
dossier-data = { $layer } { NUMBER($records) } 条，已核实 { NUMBER($verified) } 条；{ $has_source ->
    [yes] 来源：{ $source }
   *[no] 未注明来源
}；{ $dated ->
    [yes] { $years } 年
   *[no] 未注明日期
}
dossier-unchecked-ignored = 未核查：方案未启用此规则
dossier-unchecked-no-layer = 未核查：无数据，规划中没有“{ $layer }”图层
dossier-unchecked-groups = { $names }未核查：{ $rule ->
    [cap] 没有面积上限数据
   *[other] 没有所属区域代码
}
dossier-unchecked-no-group = 未核查：有关片区不属于任何分组
dossier-references = 参考图层（如三区三线）
dossier-unchecked-references = 未核查：无数据，规划中没有面状参考图层（如永久基本农田、生态保护红线、城镇开发边界）
dossier-reference = { $name }（参考图层）
dossier-reference-land = { $kind }（{ $areas } 处）：调整后的片区内 { $planned } 平方公里，其中新增用地内 { $gained } 平方公里

dossier-table-bounds = 各变动区块四至
dossier-col-block = 区块
dossier-block = { $planned ->
    [yes] 调整后
   *[no] 核减
}
dossier-col-to-east = 东
dossier-col-to-south = 南
dossier-col-to-west = 西
dossier-col-to-north = 北
dossier-col-area = 平方公里
dossier-bounds-note = 四至为依据规划中的名称拟写的草稿，未经测绘。
dossier-points-crs = 坐标系：{ $crs }；坐标以度表示{ $has_grid ->
    [yes] ，并列出{ $grids }坐标（米）
   *[no] ；此处没有以米为单位的坐标网
}。
dossier-band = 3 度分带高斯—克吕格投影第 { $number } 带
dossier-table-points = 调整后各变动区块的界址点坐标
dossier-points-note = 全部 { NUMBER($count) } 个界址点见 boundary-points.csv。
dossier-col-ring = 圈号
dossier-col-point = 点号
dossier-col-lon = 经度
dossier-col-lat = 纬度
dossier-col-north = 纵坐标（米）
dossier-col-east = 横坐标（米）

dossier-fact-decision = decision.html 的 SHA-256
dossier-map-today = 现状：{ $title }
dossier-map-planned = 调整后：{ $title }
dossier-no-change = 本方案没有改变任何片区的边界，没有需要申请的调整。
dossier-stopped = 本方案违反强制规则，不能据以决策；本材料不宜按现状报送。
dossier-names = { $names }、{ $last }
dossier-nothing = { $of ->
    [zones] 无片区
   *[other] 无分组
}
dossier-performance-none = 规划中没有有关片区及其分组的公布数字。
dossier-phases-none = 方案未分期：全部 { NUMBER($edits) } 项调整均未定日期。
dossier-lacks-survey = 测绘成果：调整后的 { NUMBER($zones) } 个片区中有 { NUMBER($count) } 个的边界为示意边界。
dossier-lacks-outline = 经测绘的界址点：本材料所列为绘制范围线的坐标。
dossier-lacks-bounds = 经确认的四至文字：本材料所列为依据规划中名称拟写的草稿。
dossier-lacks-rules = 不违反强制规则的方案。
dossier-lacks-checks = 因无数据而未作的核查：{ $names }。
dossier-lacks-verified = 经核实的数据。未经核实的有：{ $layers }。
dossier-unverified = { $layer }（{ NUMBER($of) } 条中 { NUMBER($count) } 条）
dossier-lacks-review = 地图审图号。
dossier-lacks-record = 提出和决定的记录：方案来自文件。
dossier-lacks-decision = 审批决定：方案目前状态为{ $status }。
dossier-lacks-phases = 分期：各项调整何时实施。

dossier-checked-files = 申请材料的 { NUMBER($count) } 个文件，与由其决策文件和文本重新生成的逐字节比较
dossier-unchecked-texts = template 文件夹中的文本是否为规定文本；照其原样采用
dossier-unchecked-files = 决策文件以外的文件：须有整个规划才能重新生成；请给出规划
dossier-unchecked-versions = { $names }：由其他版本写出，因此字节不同；可比较的文字没有不同
dossier-unchecked-others = 不属于申请材料的文件：{ $names }
dossier-place-digest = { $name }（按 checksums.sha256）
dossier-place-missing = 缺少 { $name }
dossier-place-file = { $name } 的字节
dossier-place-words = { $name }：{ $at }
