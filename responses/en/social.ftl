social-answer = { $accounts }. { $seen ->
    [none] The list bears no date.
   *[other] As listed { $seen }.
} Beware of fakes.
social-none = We do not have that account. Beware of fakes; official accounts are linked on bandung.go.id.
