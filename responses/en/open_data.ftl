open_data-answer = Data sets found ({ $count }): { $titles }; more: { $link }{ $age ->
    [0] {""}
   *[other] {" "}(list { $age } { $unit } old)
}
open_data-none = No open data about "{ $text }" yet{ $age ->
    [0] .
   *[other] {" "}(list { $age } { $unit } old).
} Try another word, or look at { $site }.
open_data-what = Which data do you need? Name the topic, for example: data on population. All open data of the city is at { $site }.
open_data-unknown = Sorry, we have no list of the city's open data yet.
