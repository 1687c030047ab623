### The plugin for QGIS: its algorithms, their parameters and help, and what it says itself. These
### texts are packed into it, so places stand alone, without functions.

plugin-description = 测算、比较、检查和推荐片区布局；在 QGIS 中的编辑可转成方案。
plugin-about = 以“处理”算法的形式，在打开的工程图层上运行 Zonewright 的命令。需要在本机任意位置安装 zonewright 程序（pip install zonewright）；其路径可在“处理”选项中设置。
plugin-setting-command = zonewright 程序的路径（留空：在 PATH 中查找）

## Algorithms

plugin-measure-name = 测算覆盖
plugin-measure-help = 测算规划或方案的片区在各半径内覆盖的人口、土地和产业集群（按椭球面计算）。输出带各半径覆盖率的区域图层，以及带面积和形状指标的片区图层。
plugin-compare-name = 比较方案
plugin-compare-help = 说明一个方案相对另一方案或规划的变化：新增和核减的土地、进入和离开的人口与集群、新违反的规则。输出带样式的 GeoPackage，含方案片区和变化的土地。
plugin-check-name = 检查规则
plugin-check-help = 按规则检查规划或方案的片区：面积上限、重叠、禁建区、省界、海关监管区、形状。输出每条被违反规则所在位置的图层。
plugin-import-name = 将编辑导入为方案
plugin-import-help = 把片区图层中的编辑（无论是否已保存）转成方案：移动顶点、拆分、合并、新增和删除片区、属性。与所选规划对照；未选时，与该图层文件最后保存的内容对照。
plugin-propose-name = 推荐土地
plugin-propose-help = 在预算内寻找片区可取得或置换的最佳土地，并给出证明和理由。取消会结束搜索且没有结果；到时限则给出当时的最佳结果。
plugin-export-name = 导出
plugin-export-help = 按文件后缀写出规划及其方案：GeoPackage、报告（PDF、DOCX、HTML）、工作簿，或仅含片区的交换格式。

## Parameters

plugin-param-plan = 规划：其片区图层
plugin-param-scenario = 方案：文件、库中方案的编号，留空为规划本身
plugin-param-scenarios = 方案：文件或编号，以逗号分隔；留空为规划本身
plugin-param-a = 方案：文件，或库中方案的编号
plugin-param-b = 对照：文件、编号，留空为规划本身
plugin-param-radii = 半径（公里）
plugin-param-level = 区域级别（留空：最细一级）
plugin-param-edited = 编辑过的片区图层
plugin-param-baseline = 被编辑的规划（留空：该图层文件最后保存的内容）
plugin-param-tolerance = 轮廓相差在此范围内视为相同，米（留空：0.1）
plugin-param-ftzs = 可变动片区所属的组：编号，以逗号分隔；或 all（有面积上限的组；都没有上限时为全部）
plugin-param-provinces = 在这些区域新设片区：代码，以逗号分隔；留空则为各组增加土地
plugin-param-new = 新设片区数
plugin-param-answers = 互不相同的答案数
plugin-param-objective = 目标
plugin-param-budget = 每组申请的土地（平方公里）
plugin-param-swap = 置换：取得与核减的土地相等
plugin-param-time-limit = 时限（秒）

## What comes out

plugin-out-regions = 带覆盖率的区域
plugin-out-zones = 带指标的片区
plugin-out-violations = 被违反的规则
plugin-out-figures = 全部数字
plugin-out-layers = 方案图层
plugin-out-changed = 变化的片区数
plugin-out-hard = 违反的强制规则数
plugin-out-soft = 违反的提示规则数
plugin-out-scenario = 方案
plugin-out-edits = 编辑数
plugin-out-gain = 增益
plugin-out-file = 文件
plugin-layer-zones = { $scenario }：片区
plugin-layer-changes = { $scenario }：新增和核减的土地
plugin-layer-violations = { $scenario }：被违反的规则

## Looks of layers

plugin-layer-share = { $radius } 公里内人口占比
plugin-layer-land = { $radius } 公里内土地占比
plugin-class-none = 未覆盖
plugin-class-no-data = 无数据
plugin-column-share = { $radius } 公里内占比（0–1）
plugin-column-people = { $radius } 公里内人口
plugin-column-weight = { $radius } 公里内 { $weight }
plugin-rule-new = 新违反：{ $message }
plugin-rule-worse = 加重 { $by } { $unit }：{ $message }
plugin-rule-improved = 减轻 { $by } { $unit }：{ $message }
plugin-rule-mended = 不再违反：{ $message }
plugin-column-message = 说明
plugin-boundary-schematic = 示意边界
plugin-boundary-other = 边界
plugin-column-km2 = { $radius } 公里内土地（平方公里）

## What is told

plugin-total = { $radius } 公里内：{ $people } 人（{ $share }），{ $area } 平方公里
plugin-zone-changed = { $zone }：新增 { $gained } 平方公里，核减 { $lost } 平方公里
plugin-unsaved-edits = { $layer } 有未保存的编辑，不在读取的内容之中；请保存，或将其导入为方案
plugin-param-differ = 答案之间至少相差的土地（平方公里）
plugin-answer = 答案 { $number }：增益 { $gain }
plugin-objective-people = 人口
plugin-objective-worst-served = 覆盖最差的区域
plugin-objective-sector = { $sector } 集群
plugin-objective-within = { $radius } 公里内的{ $what }
plugin-cancelled = 已取消
plugin-radii-wrong = 半径：{ $given }：请给出公里数，如 25, 50, 100
plugin-plan-no-geopackage = { $file }：规划应为 GeoPackage；请选择其中的 zones 图层
plugin-plan-not-copied = { $file }：正处于编辑状态，无法复制：{ $why }
plugin-layer-unwritten = 无法写出 { $layer }：{ $why }
plugin-command-missing = { $command }：没有此程序；请安装 Zonewright（pip install zonewright）；若不在 PATH 中，请在“设置—选项—处理—提供者—Zonewright”中设置其路径
plugin-command-batch = { $command }：是批处理文件，无法安全地传递参数；请设置 zonewright.exe 的路径
plugin-command-fails = 无法启动 { $command }：{ $why }
plugin-command-silent = 程序以代码 { $status } 结束，未给出说明
