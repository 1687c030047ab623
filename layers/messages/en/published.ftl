# A published site: a plan and chosen scenarios as web pages without a service.

published-choose = Scenario
published-today = Today
published-planned = As planned
published-change = Change
published-figures = Key figures
published-swipe = Share of the map that shows today
published-gained = Land gained
published-lost = Land released
published-area = Area
published-share = Covered
published-schematic = Schematic boundary, not surveyed
published-decision = Decision file ({ $language }, { $size } MB)
published-verify = It holds what measures it again: save it and run zonewright verify { $file }
published-language = Language: { $language }
published-drag = Drag the boundary: the handle on the map, or here
published-step = step { $number } of { $count }
published-steps-note = The { $count } steps were computed beforehand; this page shows them and measures nothing.
published-failed = This part could not be loaded. Check the connection, then choose it again.
published-no-script = This page needs JavaScript, of its own folder alone.
published-made = Made by Zonewright as a copy to read: nothing is measured or stored here.
published-folder-taken = { $name } is not a file of a site as Zonewright wrote it; name a new or empty folder
published-steps-none = there is no step; name the scenarios that are the steps, in order
published-steps-without-land = the last step, { $scenario }, gains no land; name steps that move a boundary outwards
