agency-answer = { $agency }: { $contact }. As published { $seen }, it may have changed.
agency-no-contact = We have no checked contact for { $agency } yet. If something is wrong, tell us here and we will pass it on.
agency-unknown = Which agency are you looking for? Write its name or the problem, for example: contact street light.
