### Settings: what each is for, and errors in them.

config-title = Settings
config-col-name = Setting
config-col-value = Value
config-col-source = From
config-col-about = Purpose

config-source = { $source ->
    [option] option
    [environment] environment
    [file] file
   *[default] default
}

config-about = { $name ->
    [config] the settings file
    [store] the store of scenarios: a file, or postgresql://…
    [store_backed_up] the version to which a PostgreSQL store may be migrated, once it is backed up
    [heads] the file in which the last hash of every chain is noted at each decision and by `scenario anchor`, or the address to which it is sent
    [token] the token that a command uses
    [lang] the language of a command's output: en, zh
    [limit_s] seconds that a request may compute
    [limit_vertices] vertices that a request may have
    [kernel] off: without the compiled code
    [progress] lines: each step as a line on standard error
    [debug] 1: the traceback of an error of the program
    [host] the address to listen on
    [port] the port to listen on; 0: any
    [workers] the number of worker processes
    [access_log] the file for a line of JSON per request; -: standard output
    [basemap] grounds that the page may show: addresses of tiles, or files .mbtiles or .pmtiles, with commas between
    [review_number] the map review number, shown and printed
    [trusted_proxy] proxies, or networks of them, that are trusted for address, scheme and path
    [public_address] the address at which people reach the service: https://…
    [public_scenarios] on or off: whether scenarios may be shown to everyone, not only to signed-in users
    [session_idle_minutes] minutes without a request after which one signs in again
    [session_hours] hours after which one signs in again in any case
    [rate_per_person] requests per second of a person, sustained; ten times as many in a burst
    [rate_per_address] the same for an address
    [oidc_issuer] the identity provider (OpenID Connect): https://…
    [oidc_client_id] the service's client id there
    [oidc_client_secret] its client secret there, if it has one
    [oidc_scope] the scopes requested from the provider
    [oidc_name_claim] the claim with a person's name here, which must be unique
    [oidc_groups_claim] the claim that lists a person's groups
    [oidc_roles] which group has which role: GROUP=ROLE; GROUP=ROLE
    [oidc_label] the provider's name on the page
   *[other] { $name }
}

config-wanted = { $name ->
    [lang] en or zh
    [port] a whole number from 0 to 65535
    [workers] a whole number from 1 to 64
    [trusted_proxy] addresses or networks with commas between, such as 127.0.0.1, 10.0.0.0/8
    [public_address] the address of the service, such as https://plan.example or https://gis.example/zones
    [session_hours] a number above 0, at most 8760
    [public_scenarios] on or off
    [session_idle_minutes] a number above 0, at most 525600
    [oidc_issuer] the address of the provider: https://…
    [oidc_roles] GROUP=ROLE with semicolons between; a role is monitor, viewer, planner, approver or admin
   *[other] a number above 0
}

config-invalid = { $place }: must be { $wanted }, not { $given }; correct it
config-unknown = { $name }: there is no such setting; { $hint }
config-not-a-value = { $name }: must be a text, a number, a list or a table of them; correct it
config-file-unreadable = cannot be read ({ $why }); name a settings file
config-file-not-toml = is not TOML in UTF-8 ({ $why }); correct it
config-oidc-incomplete = { $name } ({ $variable }) is missing: an identity provider needs it
