# 发布的网页：规划与所选方案，无需服务即可浏览

published-choose = 方案
published-today = 现状
published-planned = 调整后
published-change = 变化
published-figures = 关键指标
published-swipe = 地图中现状所占的比例
published-gained = 新增土地
published-lost = 调出土地
published-area = 面积
published-share = 覆盖率
published-schematic = 示意边界，未经测绘
published-decision = 决策文件（{ $language }，{ $size } MB）
published-verify = 文件内含重新测算所需的全部数据：保存后运行 zonewright verify { $file }
published-language = 语言：{ $language }
published-drag = 拖动边界：拖地图上的手柄，或拖此滑块
published-step = 第 { $number } 步，共 { $count } 步
published-steps-note = 这 { $count } 步均已事先算好；本页只作展示，不作测算。
published-failed = 这一部分未能加载。请检查网络连接后重新选择。
published-no-script = 本页需要启用 JavaScript（只运行本文件夹内的脚本）。
published-made = 由 Zonewright 生成，仅供阅览：本页不作测算，也不保存任何内容。
published-folder-taken = { $name } 不是 Zonewright 所写网页的文件，或已被改动；请另指定新的或空的文件夹
published-steps-none = 没有指定任何一步；请按顺序指定作为各步的方案
published-steps-without-land = 最后一步 { $scenario } 没有新增土地；请指定边界向外推移的各步
