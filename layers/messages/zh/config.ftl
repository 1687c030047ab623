### 设置：各项的用途，以及错在何处。

config-title = 设置
config-col-name = 设置项
config-col-value = 值
config-col-source = 来源
config-col-about = 用途

config-source = { $source ->
    [option] 选项
    [environment] 环境变量
    [file] 文件
   *[default] 默认
}

config-about = { $name ->
    [config] 设置文件
    [store] 方案库：文件，或 postgresql://…
    [store_backed_up] PostgreSQL 方案库已备份，可升级到的版本号
    [heads] 每次审批后及由 `scenario anchor` 记下各历史最后哈希的文件，或接收它的地址
    [token] 命令以谁的名义执行
    [lang] 命令输出的语言：en、zh
    [limit_s] 一次计算最多用的秒数
    [limit_vertices] 一次计算最多含的顶点数
    [kernel] off：不用编译代码
    [progress] lines：每一步在标准错误输出一行
    [debug] 1：程序出错时输出完整的调用栈
    [host] 监听的地址
    [port] 监听的端口；0 为任意
    [workers] 应答的进程数
    [access_log] 每次请求记一行 JSON 的文件；-：标准输出
    [basemap] 页面可显示的底图：瓦片地址，或 .mbtiles、.pmtiles 文件，以逗号分隔
    [review_number] 审图号，显示并印出
    [trusted_proxy] 可信代理（地址或网段），采信其所报的来源地址、协议与路径
    [public_address] 用户访问本服务的地址：https://…
    [public_scenarios] on 或 off：方案能否向未登录者公开
    [session_idle_minutes] 多少分钟无请求后须重新登录
    [session_hours] 最多多少小时后须重新登录
    [rate_per_person] 每人每秒可持续发送的请求数；一次可达十倍
    [rate_per_address] 每个地址的同一限制
    [oidc_issuer] 统一身份认证服务（OpenID Connect）：https://…
    [oidc_client_id] 本服务在其中的客户端标识
    [oidc_client_secret] 本服务在其中的密钥（如有）
    [oidc_scope] 向其请求的范围
    [oidc_name_claim] 用作姓名的声明，须唯一对应一人
    [oidc_groups_claim] 列出所属组的声明
    [oidc_roles] 组与角色的对应：组=角色，以分号分隔
    [oidc_label] 页面上对其的称呼
   *[other] { $name }
}

config-wanted = { $name ->
    [lang] en 或 zh
    [port] 0 到 65535 的整数
    [workers] 1 到 64 的整数
    [trusted_proxy] 以逗号分隔的地址或网段，如 127.0.0.1, 10.0.0.0/8
    [public_address] 本服务的地址，如 https://plan.example 或 https://gis.example/zones
    [session_hours] 大于 0 且不超过 8760 的数
    [public_scenarios] on 或 off
    [session_idle_minutes] 大于 0 且不超过 525600 的数
    [oidc_issuer] 统一身份认证服务的地址：https://…
    [oidc_roles] 以分号（;）分隔的“组=角色”；角色为 monitor、viewer、planner、approver 或 admin
   *[other] 大于 0 的数
}

config-invalid = { $place }：应为{ $wanted }，而不是 { $given }；请更正
config-unknown = { $name }：没有这一设置项；{ $hint }
config-not-a-value = { $name }：应为文本、数字，或其列表、表；请更正
config-file-unreadable = 无法读取（{ $why }）；请给出设置文件
config-file-not-toml = 不是 UTF-8 编码的 TOML（{ $why }）；请更正
config-oidc-incomplete = 缺少 { $name }（{ $variable }）：统一身份认证需要它
