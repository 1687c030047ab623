from service.page.assets import Asset as Asset, asset as asset
from service.page.shell import (
    awaited_html as awaited_html,
    map_html as map_html,
    map_script as map_script,
    page_html as page_html,
    security_policy as security_policy,
    start_html as start_html,
)
