import type { Rule } from '@case-timeline/decider'
import type { DecideExtradition, Extradition, RequestExtradition } from './extradition.ts'

const EXTRADITION = 'UNTOC 16 [G]; ACTIP 19 [G]'

export const anExtraditionIsRequestedOnce: Rule<Extradition, RequestExtradition> = {
  id: 'prosecution.an-extradition-is-requested-once',
  sentence: 'an extradition is requested once: another request has an id of its own',
  source: 'integrity of the record',
  level: 'block',
  holds: (it) => it.is === 'not requested',
  facts: (_, { data: { requestId } }) => [requestId],
}

export const anExtraditionGoesThroughTheCentralAuthority: Rule<Extradition, RequestExtradition> = {
  id: 'prosecution.an-extradition-goes-through-the-central-authority',
  sentence: 'an extradition is requested through the central authority',
  source: EXTRADITION,
  level: 'block',
  holds: (_, { data: { centralAuthority } }) => centralAuthority !== undefined,
}

const lacking = ({ data: { offences, factsRef } }: RequestExtradition): string[] => [
  ...(offences.length > 0 ? [] : ['offences']),
  ...(factsRef === undefined ? ['factsRef'] : []),
]

export const anExtraditionRequestIsComplete: Rule<Extradition, RequestExtradition> = {
  id: 'prosecution.an-extradition-request-is-complete',
  sentence: 'a request for extradition states the offences and the facts',
  source: EXTRADITION,
  level: 'block',
  holds: (_, command) => lacking(command).length === 0,
  facts: (_, command) => lacking(command),
}

export const onlyAnOpenExtraditionIsDecided: Rule<Extradition, DecideExtradition> = {
  id: 'prosecution.only-an-open-extradition-is-decided',
  sentence: 'an extradition is granted or refused while its request is open',
  source: EXTRADITION,
  level: 'block',
  holds: (it) => it.is === 'requested',
  facts: (_, { data: { requestId } }) => [requestId],
}

export const aRefusalStatesItsGround: Rule<Extradition, DecideExtradition> = {
  id: 'prosecution.a-refusal-states-its-ground',
  sentence: 'an extradition is refused on a ground that the treaty lists',
  source: EXTRADITION,
  level: 'block',
  holds: (_, { data: { outcome, ground } }) => outcome !== 'refused' || ground !== undefined,
}
