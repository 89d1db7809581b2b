health-answer = Nearest ({ $place }): { $spots }. { $seen ->
    [none] The list bears no date.
   *[other] As listed { $seen }.
} Emergency: { $first }.
health-far = Rather far from { $place }: { $spots }. { $seen ->
    [none] The list bears no date.
   *[other] As listed { $seen }.
} Emergency: { $first }.
health-one = { $spots }. { $seen ->
    [none] The list bears no date, please check first.
   *[other] As listed { $seen }.
} Emergency: { $first }.
health-where = A health centre or hospital around where? Write the kelurahan, or send your location. Emergency: { $first }.
health-none = Sorry, we have no list of health centres and hospitals yet. Emergency: { $first }.
