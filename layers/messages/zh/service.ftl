### The service: scenarios of a plan, requests over HTTP, titles of problem documents, the page's files.

## Titles of problem documents

service-title-unknown = 未找到
service-title-scenario = 方案无法实施
service-title-measure = 测算请求无效
service-title-plan = 片区无效
service-title-crs = 坐标参考系不符
service-title-upload = 无法读取该文件
service-title-media-type = 不接受该媒体类型
service-title-sign-in = 请先登录
service-title-denied = 没有权限
service-title-stale = 方案已被更改
service-title-conflict = 方案的状态不允许
service-title-no-revision = 没有说明版本
service-title-limit = 请求超出限度
service-title-geometry = 几何库处理失败
service-title-busy = 服务正忙
service-title-too-many = 同时请求过多
service-title-full = 磁盘已满
service-title-outage = 所依赖的服务没有应答
service-title-source = 文件无法读取或写入
service-title-request = 请求无效
service-title-method = 不支持此方法
service-title-host = 主机不符
service-title-too-large = 请求过大
service-title-failed = 服务出错

## Requests

service-path-unknown = { $path } 不存在；参见 /api/openapi.json
service-method-unknown = { $path } 不接受 { $method }；接受 { $known }
service-failed = 服务在此出错；原因见服务日志，请联系服务管理员
service-too-large = 大于 { FIGURE($size_mb) } MB；请分次发送
service-body-entries = 总共有 { $limit } 个以上的条目；请减少后再发送
service-host-foreign = 主机 { $host } 不是本服务的名称；请用 { $address } 打开
service-origin-foreign = 来源 { $origin }：只有本服务（{ $own }）自己的页面可以这样做；如本服务另有访问地址，请管理员设置 public_address
service-site-foreign = 另一网站（{ $site }）的页面发出此请求：只有本服务自己的页面可以这样做
service-revision-unnamed = 没有说明更改基于哪一版；请给出 GET 返回的 ETag，在页面上请重新载入

## Who asks

service-token-invalid = 令牌不存在、已过期或已撤销；请向管理员索取新令牌
service-token-missing = 需要令牌；请登录，或以 Authorization: Bearer 发送
service-role-needed = { $who }：需要{ $role }角色；请联系管理员
service-rate-limit = 请求过多，或登录失败次数过多；请在 { NUMBER($seconds, useGrouping: 0) } 秒后重试
service-oidc-none = 本服务未设置统一身份认证；请用令牌登录
service-oidc-silent = { $issuer }：统一身份认证服务没有正常应答；请重试，或告知管理员
service-oidc-other = { $issuer }：统一身份认证服务自称的名称与此不同；请管理员更正 oidc_issuer
service-oidc-astray = 这次登录不是在此浏览器中开始的，或已超过十分钟；请重新登录
service-oidc-unproven = 统一身份认证服务未能确认您的身份（{ $reason }）；请重新登录，或告知管理员
service-oidc-unnamed = 统一身份认证服务没有给出您的名称（{ $claim }）；请联系管理员
service-oidc-no-group = { $name }：您所在的组在此没有角色；请联系管理员
service-oidc-again = 返回页面

## Parameters and bodies

service-parameter-twice = 给出了两次；请只给一次
service-parameter-unknown = 没有这个参数；有：{ $known }
service-parameter-needless = 没有这个参数；此处不接受参数
service-key-unknown = 未知的键；{ $hint }
service-keys-described = 参见 /api/openapi.json
service-text-too-long = 最多 { $limit } 个字符；请缩短
service-text-pattern = 必须符合格式 { $pattern }，而不是 { $given }；请改正
service-whole-number = 必须是整数，而不是 { $given }；请改正
service-true-or-false = 必须是 true 或 false，而不是 { $given }；请改正
service-below = 必须小于 { NUMBER($limit, useGrouping: 0) }，而不是 { $given }；请改正
service-not-json = 不是 JSON（{ $reason }，第 { NUMBER($position, useGrouping: 0) } 个字符处）；请改正
service-bbox-invalid = 范围 { $given }：必须是以度为单位的四个数：西、南、东、北
service-context-none = 背景地图：没有瓦片 { $zoom }/{ $x }/{ $y }；每一级每边的瓦片数是上一级的两倍
service-table-unknown = 没有表格 { $table }；有：{ $known }
service-compact-changed = 只用于完整表格；请去掉它或 `changed`
service-drawn-over-nothing = 没有说明在哪些编辑之上绘制；没有编辑则为 []
service-rules-of-nothing = 没有说明这些规则适用于哪些编辑；没有编辑则为 []
service-scenario-or-draft = 请指定已保存的方案，或发送编辑和规则，二者只取其一
service-one-target = 请只给一个目标：adcode、cluster 或 place

## 发送的文件

service-uploads-busy = 正在读取其他文件；请过几秒再发送
service-upload-own = 您的另一个文件正在发送或读取；请等它结束后再发送
service-start-layer-missing = { $layer }：规划必须有这个图层；请给出文件
service-upload-stalled = 未收全：30 秒内没有数据到达，或 5 分钟内未传完；请重新发送
service-upload-empty = 是空文件；请发送文件本身
service-upload-open = 正在 QGIS 等程序中打开，最近保存的内容可能不在其中；请先在该程序中关闭，再重新发送
service-upload-unnamed = 未给出文件名；请给出文件名，其后缀说明格式

## 任务

service-jobs-own = 您已有 { $limit } 个任务在等待或运行；请等其中一个结束，或取消一个
service-jobs-busy = 等待的任务过多；请过几秒再试
service-ends = 服务正在停止，未能答复此请求；请过几秒再发送
service-export-lost = 写文件的进程在完成前已结束；请重试
service-proxy-unnamed = 请求经代理转发（{ $header }），而此处无需登录；请用 { OPTION("trusted-proxy") } 指明代理，并建立令牌（zonewright token create）
service-sheet-nothing = 其中没有规划的任何部分；请按西、南、东、北给出度数，范围须与规划的土地相交
service-radii-busy = 等待其他半径结果的请求过多；请过几秒再试
service-job-unknown = 任务 { $job }：您没有此编号的任务；GET /api/jobs 列出您发起的任务
service-job-no-file = 任务 { $job }：没有文件，或尚未写好
service-job-died = 任务未完成就已终止，可能因内存不足；请减少请求的内容
service-job-time = 任务用时超过 { FIGURE($seconds) } 秒；请减少请求的内容

## 幻灯片

service-slides-awaited = 正在生成幻灯片
service-slides-waits = 前面还有其他任务，完成后即开始。
service-slides-work = 正在测算方案并绘制地图。
service-slides-usual = { $by ->
    [line] 首次可能需要约半分钟，之后更快。
   *[other] 按公路测算，首次可能需要数分钟，之后更快。
  }
service-slides-so-far = 已用 { FIGURE($seconds) } 秒；完成后自动显示在此。
service-slides-failed = 未能生成“{ $title }”的幻灯片
service-slides-draft-gone = 这些未保存编辑的幻灯片已不再保留；请返回地图重新演示。
service-slides-again = 重试
service-slides-back = 返回地图

## Scenarios

service-scenario-decided-stays = 方案 { $scenario } 已提交或已有决定，只有管理员可以撤下；请先收回，或请管理员处理
service-public-forbidden = 此服务不向未登录者展示任何内容；请选择“共享”
service-scenario-unknown = 没有方案 { $scenario }；有：{ $known }
service-scenario-id-invalid = 方案 { $scenario }：编号由 1 至 64 个字母、数字、“-”或“_”组成
service-scenario-other = 文档属于方案 { $other } 而不是 { $scenario }；请把编号改为 { $scenario }，或另存为新方案
service-rule-broken = 方案 { $scenario } 违反“{ $rule }”：{ $reason }

## The page and its map

service-basemap-address = 底图 { $given }：请给出瓦片的 http 或 https 地址，或 .mbtiles、.pmtiles 文件
service-basemap-missing = 底图 { $file }：没有此文件
service-basemap-no-pictures = 底图 { $file }：其中的瓦片不是图片（PNG、JPEG、WebP）；这里不能绘制矢量瓦片
service-basemap-none = 底图 { $name }：没有瓦片 { $zoom }/{ $x }/{ $y }
service-basemap-picture = 底图 { $file }：请先制成瓦片：gdal_translate -of MBTILES { $file } { $stem }.mbtiles && gdaladdo { $stem }.mbtiles 2 4 8 16
service-basemap-places = 底图 { $given }：地址中缺少 { $missing }
service-basemap-unreadable = 底图 { $file }：不是瓦片文件（MBTiles 或 PMTiles），或文件已损坏
service-static-unknown = 没有名为 { $path } 的静态文件
service-front-end-missing = { $folder } 中缺少前端文件 { $path }：请重新安装本软件包（`pip install .` 或 `pip install -e .`），安装时会取得它
service-plan-changed = 规划文件自打开后已改变或不存在：请重新启动服务
service-store-unready = 目前无法保存更改；原因见服务日志
service-preparing = 正在准备规划；请过几秒再试
service-baseline-gone = 规划文件已被另一基线的文件替换，此时保存的内容在其中无法打开；请保留草稿，并请服务管理员恢复该文件或重新启动
service-plan-unknown = { $path } 不存在；路径以规划的名称开头：{ $plans }
service-plan-unready = 规划 { $plan }：{ $why }
