## Maps in notebooks

notebook-name = Name
notebook-share = Within reach
notebook-share-change = Difference of the share within reach
notebook-regions = Regions
notebook-zones = Zones
notebook-clusters = Sector clusters
notebook-title = { $scenario }: share of { $what ->
    [people] people
   *[land] land
} within { $within } of a zone
notebook-title-difference = { $a } against { $b }: difference in the share of { $what ->
    [people] people
   *[land] land
} within { $within } of a zone
notebook-no-matplotlib = Matplotlib is not installed; pip install matplotlib
