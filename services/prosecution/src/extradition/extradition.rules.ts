import { namedThingIsOnRecord, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type { DecideExtradition, Extradition, RequestExtradition } from './extradition.ts'

const EXTRADITION = 'UNTOC 16; ACTIP 19'

export const extraditionIsRequestedOnce: Rule<Extradition, RequestExtradition> = thingIsRecordedOnce('requestForExtradition', {
  holds: ({ stage }) => stage === 'notRequested',
  facts: (_, { data: { requestId } }) => [requestId],
})

export const extraditionGoesThroughCentralAuthority: Rule<Extradition, RequestExtradition> = {
  id: 'prosecution.extradition-goes-through-central-authority',
  sentence: 'an extradition is requested through the central authority',
  source: EXTRADITION,
  level: 'block',
  holds: (_, { data: { centralAuthority } }) => centralAuthority !== undefined,
}

const missingMembers = ({ data: { offences, factsRef } }: RequestExtradition): string[] => [
  ...(offences.length > 0 ? [] : ['offences']),
  ...(factsRef === undefined ? ['factsRef'] : []),
]

export const extraditionRequestIsComplete: Rule<Extradition, RequestExtradition> = {
  id: 'prosecution.extradition-request-is-complete',
  sentence: 'a request for extradition states the offences and the facts',
  source: EXTRADITION,
  level: 'block',
  holds: (_, command) => missingMembers(command).length === 0,
  facts: (_, command) => missingMembers(command),
}

export const decidedExtraditionWasRequested: Rule<Extradition, DecideExtradition> = namedThingIsOnRecord('requestForExtradition', {
  holds: ({ stage }) => stage !== 'notRequested',
  facts: (_, { data: { requestId } }) => [requestId],
})

export const onlyOpenExtraditionIsDecided: Rule<Extradition, DecideExtradition> = {
  id: 'prosecution.only-open-extradition-is-decided',
  sentence: 'another country decides a request for extradition while it is open',
  source: EXTRADITION,
  level: 'warn',
  holds: ({ stage }) => stage !== 'answered',
  facts: (_, { data: { requestId } }) => [requestId],
}

export const refusalStatesItsGround: Rule<Extradition, DecideExtradition> = {
  id: 'prosecution.refusal-states-its-ground',
  sentence: 'a refusal of extradition states a ground that the treaty lists',
  source: EXTRADITION,
  level: 'warn',
  holds: (_, { data: { outcome, ground } }) => outcome !== 'refused' || ground !== undefined,
}
