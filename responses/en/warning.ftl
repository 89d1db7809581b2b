warning-answer = BMKG warning: { $event } in { $place } until about { $until }. Keep away from trees and rivers. Emergency: 112{ $age ->
    [0] .
   *[other] , data { $age } { $unit } old.
}
warning-none = Right now BMKG has no weather warning for { $place }{ $age ->
    [0] .
   *[other] , data { $age } { $unit } old.
}
