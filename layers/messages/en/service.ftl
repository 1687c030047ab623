### The service: scenarios of a plan, requests over HTTP, titles of problem documents, the page's files.

## Titles of problem documents

service-title-unknown = Not found
service-title-scenario = The scenario cannot be applied
service-title-measure = The measure makes no sense
service-title-plan = The zones are not valid
service-title-crs = The coordinate reference system does not fit
service-title-upload = The file cannot be taken
service-title-sign-in = Sign in first
service-title-denied = Not allowed
service-title-stale = The scenario has changed since
service-title-conflict = The scenario's state does not allow it
service-title-no-revision = The revision is not named
service-title-limit = The question takes more than it may
service-title-geometry = The geometry library fails
service-title-busy = The service is busy
service-title-too-many = Too much at once
service-title-full = The disk is full
service-title-source = A file cannot be read or written
service-title-request = The request is not valid
service-title-method = Not possible here
service-title-host = Another host
service-title-too-large = The request is too large
service-title-failed = The service failed

## Requests

service-path-unknown = { $path }: there is nothing here; /api/openapi.json says what there is
service-method-unknown = { $path }: does not answer { $method }; it answers { $known }
service-failed = the service failed at this; its log says at what: report it
service-too-large = is larger than { FIGURE($size_mb) } MB; send less at once
service-body-entries = has more than { $limit } entries in all; send fewer
service-host-foreign = Host { $host }: is not this service's name; open it as 127.0.0.1
service-origin-foreign = origin { $origin }: only this service's own pages may do this
service-site-foreign = a page of another site ({ $site }) asks for this: only this service's own pages may do this
service-revision-unnamed = name the revision that this change is made on: its ETag, as GET gives it

## Who asks

service-token-invalid = the token is not known, expired or revoked; ask an admin for a new one
service-token-missing = a token is needed: send it as Authorization: Bearer, or sign in
service-role-needed = { $who }: this takes the role { $role }; ask an admin
service-rate-limit = too many requests, or too many failed sign-ins; ask again in { NUMBER($seconds, useGrouping: 0) } s
service-oidc-none = this service has no provider of identities; sign in by a token
service-oidc-silent = { $issuer }: the provider of identities does not answer as one; try again, or tell an admin
service-oidc-other = { $issuer }: the provider of identities calls itself otherwise; an admin corrects oidc_issuer
service-oidc-astray = this sign-in was not begun in this browser, or more than ten minutes ago; begin anew
service-oidc-unproven = the provider of identities did not confirm who you are ({ $reason }); begin anew, or tell an admin
service-oidc-unnamed = the provider of identities tells no name ({ $claim }) of you; ask an admin
service-oidc-no-group = { $name }: none of your groups has a role here; ask an admin
service-oidc-again = Back to the page

## Parameters and bodies

service-parameter-unknown = there is no such parameter; there are { $known }
service-parameter-needless = there is no such parameter; this takes none
service-key-unknown = unknown key; /api/openapi.json says which there are
service-text-too-long = must have at most { $limit } characters; shorten it
service-text-pattern = must match the pattern { $pattern }, not { $given }; correct it
service-whole-number = must be a whole number, not { $given }; correct it
service-true-or-false = must be true or false, not { $given }; correct it
service-below = must be less than { NUMBER($limit, useGrouping: 0) }, not { $given }; correct it
service-not-json = is not JSON ({ $reason }, at character { NUMBER($position, useGrouping: 0) }); correct it
service-bbox-invalid = bbox { $given }: must be four numbers: west,south,east,north in degrees
service-context-none = context map: there is no tile { $zoom }/{ $x }/{ $y }; GET /api/plan says in `context` whether there are any, and a level has twice as many tiles along a side as the one before
service-table-unknown = table { $table }: there is none; there are { $known }
service-compact-changed = for whole tables alone; leave it out, or `changed`
service-drawn-over-nothing = name the edits that it is drawn over; none of them is []
service-rules-of-nothing = name the edits that they hold for; none of them is []
service-scenario-or-draft = name a kept scenario or send edits and rules, not both
service-one-radius = name one radius; a region is explained at one
service-zone-radius-invalid = zone radius { $given }: is not ZONE=KM, such as SH-YS=150
service-zone-radius-repeated = zone radius { $given }: { NAME($zone) } has one already; name it once

## Files that are sent

service-uploads-busy = other files are being read; send it again in a few seconds
service-upload-own = another file of yours is being sent or read; send this one once that has ended
service-start-layer-missing = { $layer }: a plan needs this layer; give a file for it
service-upload-stalled = did not arrive: nothing came for 30 s, or not all within 5 minutes; send it again
service-upload-empty = is empty; send the file itself
service-upload-open = is open in a program such as QGIS, and its last saves may not be in it; close it there and send it again
service-upload-unnamed = names no file; give the file's name, whose ending tells its format

## Jobs

service-jobs-own = { $limit } of your jobs wait or run; wait for one to end, or cancel one
service-jobs-busy = too many jobs wait; ask again in a few seconds
service-ends = the service ends before this is answered; send it again in a few seconds
service-export-lost = what wrote the file has ended before it was done; ask again
service-proxy-unnamed = a proxy passes this on ({ $header }), and nobody signs in here; name the proxy by { OPTION("trusted-proxy") } and make tokens (zonewright token create)
service-radii-busy = too many wait for figures at other radii; ask again in a few seconds
service-job-unknown = job { $job }: you have none of this number; GET /api/jobs lists those that you started
service-job-no-file = job { $job }: it has no file, or has not written it yet
service-job-died = the work ended before it was done, perhaps for want of memory; ask for less
service-job-time = the work took more than { FIGURE($seconds) } s; ask for less

## Scenarios

service-scenario-decided-stays = { $scenario } is proposed or decided, and an admin alone withdraws it; take it back first, or ask one
service-public-forbidden = here nothing is shown to who is not signed in; choose shared
service-scenario-unknown = scenario { $scenario }: not found; there are { $known }
service-scenario-id-invalid = scenario { $scenario }: an id has 1–64 letters, digits, '-' or '_'
service-scenario-other = scenario { $scenario }: the document is of { $other }; give it the id { $scenario }, or keep it as a new scenario
service-rule-broken = scenario { $scenario }: breaks { $rule }: { $reason }

## The page and its map

service-basemap-address = basemap { $given }: give the http or https address of tiles
service-basemap-places = basemap { $given }: { $missing } is missing in the address
service-static-unknown = static file { $path }: there is none of this name
service-front-end-missing = front-end file { $path } is missing in { $folder }: install the package again (`pip install .` or `pip install -e .`), which fetches it
service-link-outside = the page would ask an outside host: { $link } is not mapped to a file of ours; vendor it and add it to LOCAL_FILES
service-plan-changed = the plan's file has changed or is gone since it was opened: start the service anew
service-store-unready = changes cannot be kept now; the log of the service says why
service-baseline-gone = the plan's file was replaced by one with another baseline, and what is saved now could not be opened there; keep your draft, and ask whoever runs the service to put it back or to start anew
service-plan-unknown = { $path }: there is nothing here; a path begins with the name of a plan: { $plans }
service-plan-unready = plan { $plan }: { $why }
