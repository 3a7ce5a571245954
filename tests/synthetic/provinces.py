"""A province of two cities of two counties, as small as one can be in which everything happens."""

from dataclasses import replace

from graphmodel.synthetic.sizes import TINY, Province

SMALL = Province(
    main_urban=TINY.times(2),
    outer=replace(TINY, name="outer", in_main_urban=False).times(2),
    cities=(1, 1),
    urban_counties=(1,),
    outer_counties=(1,),
)
