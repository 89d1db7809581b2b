earthquake-answer = Last felt earthquake (BMKG): { $when }, M{ $magnitude }, { $where }{ $felt ->
    [none] {""}
   *[other] , { $felt } MMI in { $city }
}. { $tsunami ->
    [no] No tsunami potential
    [yes] TSUNAMI POSSIBLE
   *[unknown] Tsunami potential not known yet
}{ $age ->
    [0] .
   *[other] , data { $age } { $unit } old.
}
