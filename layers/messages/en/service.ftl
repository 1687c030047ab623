### The service: scenarios of a plan, requests over HTTP, titles of problem documents, the page's files.

## Titles of problem documents

service-title-unknown = Not found
service-title-scenario = The scenario cannot be applied
service-title-measure = The request to measure is invalid
service-title-plan = The zones are not valid
service-title-crs = The coordinate reference system does not fit
service-title-upload = The file cannot be read
service-title-media-type = The media type is not accepted
service-title-sign-in = Sign in first
service-title-denied = Not allowed
service-title-stale = The scenario has changed since
service-title-conflict = The scenario's state does not allow it
service-title-no-revision = The revision is not named
service-title-limit = The request exceeds a limit
service-title-geometry = The geometry library fails
service-title-busy = The service is busy
service-title-too-many = Too many requests
service-title-full = The disk is full
service-title-outage = Another service does not answer
service-title-source = A file cannot be read or written
service-title-request = The request is not valid
service-title-method = Method not allowed
service-title-host = Wrong host
service-title-too-large = The request is too large
service-title-failed = The service failed

## Requests

service-path-unknown = { $path }: not found; /api/openapi.json lists all paths
service-method-unknown = { $path }: does not answer { $method }; it answers { $known }
service-failed = the service failed at this; its operator finds the error in its log
service-too-large = is larger than { FIGURE($size_mb) } MB; send less at once
service-body-entries = has more than { $limit } entries in all; send fewer
service-host-foreign = Host { $host }: is not this service's name; open it as { $address }
service-origin-foreign = origin { $origin }: only pages of this service, { $own }, may do this; if it is reached at another address, its operator sets public_address
service-site-foreign = the request comes from a page of another site ({ $site }): only this service's own pages may do this
service-revision-unnamed = name the revision that this change is based on: its ETag, from GET

## Authentication

service-token-invalid = the token is not known, expired or revoked; ask an admin for a new one
service-token-missing = a token is needed: send it as Authorization: Bearer, or sign in
service-role-needed = { $who }: this takes the role { $role }; ask an admin
service-rate-limit = too many requests, or too many failed sign-ins; ask again in { NUMBER($seconds, useGrouping: 0) } s
service-oidc-none = this service has no identity provider; sign in with a token
service-oidc-silent = { $issuer }: the identity provider does not answer as expected; try again, or tell an admin
service-oidc-other = { $issuer }: the identity provider names another issuer; an admin corrects oidc_issuer
service-oidc-astray = this sign-in was not begun in this browser, or more than ten minutes ago; begin again
service-oidc-unproven = the identity provider did not confirm who you are ({ $reason }); begin again, or tell an admin
service-oidc-unnamed = the identity provider sends no name ({ $claim }) for you; ask an admin
service-oidc-no-group = { $name }: none of your groups has a role here; ask an admin
service-oidc-again = Back to the page

## Parameters and bodies

service-parameter-twice = given twice; give it once
service-parameter-unknown = there is no such parameter; there are { $known }
service-parameter-needless = there is no such parameter; this path takes none
service-key-unknown = unknown key; { $hint }
service-keys-described = /api/openapi.json lists the known ones
service-text-too-long = must have at most { $limit } characters; shorten it
service-text-pattern = must match the pattern { $pattern }, not { $given }; correct it
service-whole-number = must be a whole number, not { $given }; correct it
service-true-or-false = must be true or false, not { $given }; correct it
service-below = must be less than { NUMBER($limit, useGrouping: 0) }, not { $given }; correct it
service-not-json = is not JSON ({ $reason }, at character { NUMBER($position, useGrouping: 0) }); correct it
service-bbox-invalid = bbox { $given }: must be four numbers: west,south,east,north in degrees
service-context-none = context map: there is no tile { $zoom }/{ $x }/{ $y }; a level has twice as many tiles along a side as the one before
service-table-unknown = table { $table }: there is none; there are { $known }
service-compact-changed = only for whole tables; leave it out, or `changed`
service-drawn-over-nothing = name the edits that it is drawn over; [] for none
service-rules-of-nothing = name the edits that they apply to; [] for none
service-scenario-or-draft = name a stored scenario or send edits and rules, not both
service-one-target = name one target: adcode, cluster or place

## Uploads

service-uploads-busy = other files are being read; send it again in a few seconds
service-upload-own = another file of yours is being sent or read; send this one once that has ended
service-start-layer-missing = { $layer }: a plan needs this layer; give a file for it
service-upload-stalled = did not arrive: nothing came for 30 s, or not all within 5 minutes; send it again
service-upload-empty = is empty; send the file itself
service-upload-open = is open in a program such as QGIS, and its last saves may not be in it; close it there and send it again
service-upload-unnamed = names no file; give the file's name, whose suffix is its format

## Jobs

service-jobs-own = { $limit } of your jobs are waiting or running; wait for one to end, or cancel one
service-jobs-busy = too many jobs are waiting; try again in a few seconds
service-ends = the service is stopping; send the request again in a few seconds
service-export-lost = the process that wrote the file ended before it was done; try again
service-proxy-unnamed = a proxy forwards this request ({ $header }), and this service has no sign-in; name the proxy with { OPTION("trusted-proxy") } and create tokens (zonewright token create)
service-sheet-nothing = holds nothing of the plan; give west, south, east, north in degrees, around some of its land
service-radii-busy = too many requests wait for figures at other radii; try again in a few seconds
service-job-unknown = job { $job }: you have none of this number; GET /api/jobs lists those that you started
service-job-no-file = job { $job }: it has no file, or is still writing it
service-job-died = the work ended before it was done, perhaps for lack of memory; request less
service-job-time = the work took more than { FIGURE($seconds) } s; request less

## Slides

service-slides-awaited = The slides are being made
service-slides-waits = Other work goes first; yours begins after it.
service-slides-work = The scenario is measured, and its maps are drawn.
service-slides-usual = { $by ->
    [line] This may take half a minute the first time, and less afterwards.
   *[other] By road this may take minutes the first time, and less afterwards.
  }
service-slides-so-far = { FIGURE($seconds) } s so far; the slides appear here by themselves.
service-slides-failed = The slides of “{ $title }” could not be made
service-slides-draft-gone = The slides of these unsaved edits are no longer kept; go back to the map and present them again.
service-slides-again = Try again
service-slides-back = Back to the map

## Scenarios

service-scenario-decided-stays = { $scenario } is proposed or decided, so only an admin can withdraw it; take it back first, or ask an admin
service-public-forbidden = this service shows nothing without sign-in; choose shared
service-scenario-unknown = scenario { $scenario }: not found; there are { $known }
service-scenario-id-invalid = scenario { $scenario }: an id has 1–64 letters, digits, '-' or '_'
service-scenario-other = scenario { $scenario }: the document is of { $other }; give it the id { $scenario }, or save it as a new scenario
service-rule-broken = scenario { $scenario }: breaks { $rule }: { $reason }

## The page and its map

service-basemap-address = basemap { $given }: give the http or https address of tiles, or a file .mbtiles or .pmtiles
service-basemap-missing = basemap { $file }: there is no such file
service-basemap-no-pictures = basemap { $file }: its tiles are not pictures (PNG, JPEG, WebP); vector tiles cannot be drawn here
service-basemap-none = basemap { $name }: there is no tile { $zoom }/{ $x }/{ $y }
service-basemap-picture = basemap { $file }: make tiles of it first: gdal_translate -of MBTILES { $file } { $stem }.mbtiles && gdaladdo { $stem }.mbtiles 2 4 8 16
service-basemap-places = basemap { $given }: { $missing } is missing in the address
service-basemap-unreadable = basemap { $file }: it is not a file of tiles (MBTiles or PMTiles), or is damaged
service-static-unknown = static file { $path }: there is none of this name
service-front-end-missing = front-end file { $path } is missing in { $folder }: install the package again (`pip install .` or `pip install -e .`), which fetches it
service-plan-changed = the plan's file was changed or removed since it was opened: restart the service
service-store-unready = changes cannot be saved now; the log of the service states why
service-preparing = the plan is being prepared; try again in some seconds
service-baseline-gone = the plan's file was replaced by one with another baseline, and a scenario saved now could not be opened there; keep your draft, and ask the operator to restore the file or to restart the service
service-plan-unknown = { $path }: not found; a path begins with the name of a plan: { $plans }
service-plan-unready = plan { $plan }: { $why }
