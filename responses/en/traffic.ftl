traffic-answer = { $place ->
    [none] {""}
   *[other] Nearest to { $place }:{" "}
}{ $road } is { $flow }, { $speed } km/h ({ $free } when empty). Source: TomTom{ $age ->
    [0] .
   *[other] , data { $age } { $unit } old.
}
traffic-usual = { $place ->
    [none] {""}
   *[other] Nearest to { $place }:{" "}
}{ $road } is usually { $speed } km/h at this hour; not measured just now. Source: TomTom{ $age ->
    [0] .
   *[other] , data { $age } { $unit } old.
}
traffic-closed = { $place ->
    [none] {""}
   *[other] Nearest to { $place }:{" "}
}{ $road } is closed, please take another road. Source: TomTom{ $age ->
    [0] .
   *[other] , data { $age } { $unit } old.
}
traffic-flow-jammed = jammed
traffic-flow-dense = busy
traffic-flow-flowing = flowing
traffic-where = Traffic on which road? For example { $roads }. Or send your location.
traffic-far = We have no traffic data there. What we have: { $roads }. For cameras, write CCTV and the name of the area.
traffic-off = Sorry, traffic data is not connected yet. { $place ->
    [none] To see the road by a city camera, write CCTV and the name of the area.
   *[other] To see the road by a city camera, write: CCTV { $place }
}
traffic-none = Sorry, we have no traffic data of the city yet. To see the road by a city camera, write CCTV and the name of the area.
