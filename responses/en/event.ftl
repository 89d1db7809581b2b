event-answer = Events: { $events }{ $age ->
    [0] .
   *[other] . Data { $age } { $unit } old.
}
event-none = No event is listed for that time.
event-unknown = Sorry, we have no calendar of the city's events yet.
