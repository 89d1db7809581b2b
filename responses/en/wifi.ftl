wifi-answer = Free WiFi ({ $place }): { $spots }. As listed in { $seen }.
wifi-far = We know of no free WiFi around there ({ $place }). The nearest: { $spots }. As listed in { $seen }.
wifi-where = Free WiFi around where? Write the kelurahan, or send your location.
wifi-none = Sorry, we do not have a list of free WiFi that we can trust yet.
