budget-answer = Budget for { $name } in { $year }: { $amount }. According to data of { $seen }.
budget-year = We have no budget data for { $year }. We have: { $years }.
budget-none = Sorry, we have no budget data of the city yet that can be trusted.
