### The store of scenarios: revisions, history, status, comments, access, tokens, database.

## Words within sentences

store-status = { $status ->
    [draft] 草稿
    [proposed] 已提交
    [approved] 已通过
    [rejected] 已否决
   *[other] { $status }
}
store-practice = { $status }（演练）
store-step = { $step ->
    [undo] 撤销
    [redo] 重做
   *[other] { $step }
}
store-action = { $action ->
    [read] 查看
    [create] 新建
    [comment] 评论
    [change] 更改
    [branch] 派生
    [propose] 提交
    [take_back] 退回草稿
    [decide] 作决定
    [share] 设定谁可以查看
    [withdraw] 撤回
    [remove] 撤下
    [acknowledge] 确认已知问题
    [administer] 管理
   *[other] { $action }
}
store-role = { $role ->
    [monitor] 监控者
    [viewer] 查看者
    [planner] 规划者
    [approver] 审批者
    [admin] 管理员
   *[other] { $role }
}
store-person = { $name }（{ $role }）
store-nobody = 没有令牌的人
store-revision = 第 { NUMBER($number, useGrouping: 0) } 版
store-revision-other = 另一版本
# One problem of a scenario.
store-in-scenario = 方案 { $scenario }：{ $reason }

## Who may do what

store-role-needed = { $who }无权{ $action }；需要{ $role }角色，或请管理员处理
store-owner-needed = { $who }无权{ $action }；需要{ $role }角色并且是所有者，或请管理员处理
store-decider-needed = 该方案由{ $who }提交，须由另一位{ $role }决定；请联系
store-decider-wrote = { $who } 参与编写了该方案或曾提交它，须由另一位{ $role }决定；请另找一位
store-decider-wrote-in = { $who } 此前在 { $scenario } 中编写了其中的编辑，须由另一位审批者决定；请另找一位
store-name-needed = 此处人员均有姓名，本机规划人员可能是其中任何一位；请将 ZONEWRIGHT_TOKEN 设为您的令牌

## Scenarios and their revisions

store-scenario-unknown = 没有方案 { $scenario }；请检查编号
store-scenario-id-invalid = { $scenario } 不能作方案编号；请用 1 至 64 个字母、数字、- 或 _
store-scenario-id-taken = 已有编号为 { $scenario } 的方案；请另取
store-scenario-id-of-another = { $scenario }：以此结尾的编号属于他人，无论是否已有方案；请换一个
store-revision-unknown = 方案 { $scenario } 没有第 { NUMBER($number, useGrouping: 0) } 版；有 1 至 { NUMBER($count, useGrouping: 0) }
store-revision-foreign = 方案库中没有 { $scenario } 的版本 { $revision }
store-revision-stale = 方案 { $scenario } 已是 { $author } 保存的{ $current }；您的更改基于{ $base }：请查看两者，然后合并，或把您的另存为新编号
store-branch-base-unknown = 没有可供派生的版本 { $revision }
store-merge-other-unknown = 没有可供合并的版本 { $revision }
store-merge-with-itself = 方案 { $scenario } 不能与自身合并；请另选方案
store-nothing-to-restore = 方案 { $scenario } 没有可{ $step }的内容
store-status-unreachable = 方案 { $scenario } 现为“{ $status }”，之后只能是“{ $next }”，不能是“{ $wanted }”
store-status-keeps = 方案 { $scenario } 现为“{ $status }”；请先退回草稿再更改
store-status-decided = 方案 { $scenario } 现为“{ $status }”，不再更改；请从它派生新方案
store-reason-missing = 方案 { $scenario }：决定需要理由；请填写

## Texts and words that are kept

store-document-unwritable = 方案无法写成 JSON（{ $reason }）；请改正
store-text-needed = 必须是文字；请改正
store-text-too-long = 超过 { $limit } 个字符；请缩短
store-text-unstorable = 含有不是文字的字符；请去掉
store-name-missing = 必须是名称；请填写
store-name-unseen = 只能包含可见的字符；请删除不可见的字符
store-word-unknown = 必须是 { $known } 之一，而不是 { $given }；请改正

## Comments

store-comment-empty = 评论是空的；请填写
store-comment-off-globe = 评论的位置 { FIGURE($lon) }, { FIGURE($lat) } 不存在；请给出经度和纬度
store-comment-unknown = 方案 { $scenario } 没有第 { NUMBER($number, useGrouping: 0) } 条评论；{ $count ->
    [0] 还没有评论
   *[other] 有 1 至 { NUMBER($count, useGrouping: 0) }
}
store-comment-settled = 方案 { $scenario } 的第 { NUMBER($number, useGrouping: 0) } 条评论已办结
store-comment-open = 方案 { $scenario } 的第 { NUMBER($number, useGrouping: 0) } 条评论尚未办结
store-comment-withdrawn = 方案 { $scenario } 的第 { NUMBER($number, useGrouping: 0) } 条评论已撤回

## Tokens

store-token-no-time-zone = 没有时区；请注明
store-token-expired = { $time } 已经过去；请给出将来的时间
store-token-held = { $name } 已有令牌；请先撤销它
store-token-unknown = 没有有效的令牌 { $token }；请查看令牌列表
store-session-unknown = { $name } 没有会话；请查看会话列表
store-account-name-held = 名称 { $name } 在此已属他人；服务管理员可用以下命令让此账户以该人身份登录：zonewright session link PLAN "{ $name }" "{ $account }"
store-account-name-alike = 名称 { $name } 与此处他人的名称难以分辨；请在身份提供方换一个名称，或请服务管理员指明此账户是谁：zonewright session link PLAN NAME "{ $account }"
store-name-alike = { $name } 与已有的 { $other } 难以分辨；请换一个不会混淆的名称
store-name-reserved = { $name } 是本机使用者的名称；请换一个

## The database

store-moved = 方案库打开后被移动、删除或替换；请放回原处，或重新启动
store-newer = 方案库由更新版本的 Zonewright 创建（库版本 { $found }，本版本只识别 { $known }）；请更新 Zonewright
store-migrated = 已从存储版本 { $found } 升级到 { $known }；升级前的副本是 { $copy }
store-backup-first = 是存储版本 { $found }，本程序需要 { $known }；请先备份数据库（pg_dump），再以环境变量 ZONEWRIGHT_STORE_BACKED_UP={ $known } 启动一次
store-copy-before-unwritable = 升级到存储版本 { $version } 之前的副本无法写入（{ $reason }）；请腾出空间或取得该文件夹的写权限
store-tables-taken = 已有名为 { $tables } 的其他表；请为方案库另设数据库或模式（schema）
store-busy = 方案库正忙：已被他人占用 { $wait_s } 秒；请重试
store-full = 方案库所在磁盘已满：未保存任何内容，先前保存的内容仍在；请腾出空间后重新保存
store-read-only = 方案库或其文件夹在此只能读取；请取得写入权限，或把规划和方案库复制到您的文件夹
store-silent = 数据库没有响应；原因见服务日志
store-no-answer = 方案库没有响应（{ $reason }）；请确认它可以访问和写入，然后重试
store-encoding = 数据库的文字编码是 { $encoding }；请用 ENCODING UTF8 新建数据库
store-url-unreadable = 方案库：地址无法识别；格式如 postgresql://user@host/name
store-url-unknown = 方案库：不支持 { $scheme }://；请给出文件或 postgresql:// 地址
store-is-plan = 是规划文件；它的方案库是同一文件夹中的 { $store }
store-folder-missing = 文件夹 { $folder } 不存在；请先创建
store-unreadable = 无法读取（{ $reason }）；请检查
store-not-a-file = 不是文件；请为方案库指定一个文件
store-not-a-database = 不是方案库（{ $reason }）；请另指定文件
store-not-a-store = 不是方案库；请另指定文件
store-file-damaged = 已损坏（{ $reason }）；请从备份恢复
store-time-damaged = 方案库：{ $value } 不是时间；数据库已损坏
store-json-damaged = 方案库：{ $value } 不是 JSON；数据库已损坏
store-number-damaged = 方案库：{ $value } 不是数字；数据库已损坏

## What a check of the history finds

store-link-misplaced = { $link }位于第 { NUMBER($number, useGrouping: 0) } 的位置上
store-link-hash-wrong = { $link }的内容与其哈希值不符
store-link-unchained = { $link }没有接在前一条之后
store-link-revision = 方案 { $scenario } 的第 { NUMBER($number, useGrouping: 0) } 版
store-link-note = 方案 { $scenario } 的第 { NUMBER($number, useGrouping: 0) } 条附记
store-link-entry = 审计日志第 { NUMBER($number, useGrouping: 0) } 条
store-link-token = { $name } 的令牌 { $token }
store-in-audit = 审计日志：{ $reason }
store-token-unlogged = { $token }不在审计日志中，没有人颁发过；请立即撤销
store-token-changed = { $token }与审计日志所记不符；请立即撤销
store-token-gone = 审计日志中的令牌 { $token } 已不存在
store-session-unlogged = { $name }（{ $role }）的会话不在审计日志中，没有人这样登录过；请结束它：zonewright session end
store-session-ended = { $name }（{ $role }）的一个会话已被结束，却又出现；请结束它：zonewright session end
store-history-empty = 方案 { $scenario } 没有任何版本
store-step-no-beginning = { $link }不是合规的初始版本
store-step-shows-nothing = { $link }之前有版本指向不存在的内容
store-step-shows-other = { $link }所示内容与“{ $kind }”类版本应有的不符
store-step-document-other = { $link }的文档不是它所示的文档
store-step-status-illegal = { $link }在“{ $before }”之后成为“{ $status }”
store-step-scenario-kept = { $link }更改了“{ $status }”的方案
store-step-merged-missing = { $link }是合并，却没有写明合并了哪个版本
store-step-merged-needless = { $link }属于“{ $kind }”，不应合并 { $merged }
store-parent-missing = { $link }：其上一版本 { $hash } 不存在
store-merged-missing = { $link }：其合并的版本 { $hash } 不存在
store-document-missing = { $link }：其文档不存在
store-document-unreadable = { $link }：其文档无法读取
store-document-differs = { $link }：{ $fields } 与其文档不一致
store-note-revision-missing = { $link }所属的版本不存在
store-note-comment-missing = { $link }所指的评论不存在
store-revision-note-missing = { $link }引用了不存在的附记
store-head-gone = { $link }：{ $date } 记为 { $hash }，现已不存在：所保存的内容被删去或重做
store-end-gone = { $link }应为该记录的末条，现已不存在或不是原来的：所保存的内容被删去或重做
store-end-unnoted = { $link }未记为该记录的末条：所保存的内容被添加或重做
store-revision-gone = { $link }已不存在，而{ $entry }载有此版：所保存的内容被删去
store-revision-replaced = { $link }不是{ $entry }所载的那一版：所保存的内容被重做
store-decision-unlogged = { $link }为审批结果，而审计日志中没有：日志被删去，或无人审批过
store-document-orphaned = 文档 { $hash } 不属于任何版本：所保存的内容被删去
store-heads-empty = 还没有任何记录；请确认 `serve` 使用了这个文件
store-heads-line = 第 { NUMBER($line, useGrouping: 0) } 行不是所记的哈希值；若因断电而残缺，请将其删除
store-not-empty = 备份只能恢复到空的方案库，而此库已有内容；请指定另一个
store-no-backup = 不是备份：请用 `zonewright backup` 制作；打开中的方案库也由它复制，切勿手工复制
store-backup-other-plan = 是另一规划（{ $found }）的备份，本规划为 { $baseline }；请在制作备份的规划旁恢复
