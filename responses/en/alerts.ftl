alerts-on = Done. We will tell you here of { $topic } warnings for { $place }. To stop, write BERHENTI LANGGANAN.
alerts-off = You get no more warnings. To start again: LANGGANAN CUACA. For no messages at all: BERHENTI.
alerts-outside = Sorry, we warn for { $city } only. Write for example: LANGGANAN CUACA DAGO.
alerts-topic-weather = weather (BMKG)
alerts-topic-air = bad air
alert-weather = BMKG warning: { $event } in { $place } until { $until }. Avoid trees and rivers. Emergency 112. To stop: BERHENTI LANGGANAN.
alert-air = The air in { $place } is { $band } now (ISPU { $value }). { $advice } Source: { $source }. To stop: BERHENTI LANGGANAN.
