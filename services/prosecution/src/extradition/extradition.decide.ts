import type { Decided } from '@case-timeline/decider'
import type { DecideExtradition, Extradition, ExtraditionEvent, RequestExtradition } from './extradition.ts'
import {
  decidedExtraditionWasRequested,
  extraditionGoesThroughCentralAuthority,
  extraditionIsRequestedOnce,
  extraditionRequestIsComplete,
  refusalStatesItsGround,
  onlyOpenExtraditionIsDecided,
} from './extradition.rules.ts'

type Decision = Decided<ExtraditionEvent>

export const requestExtradition = (_: Extradition, { data }: RequestExtradition): Decision => ({
  under: [extraditionIsRequestedOnce, extraditionGoesThroughCentralAuthority, extraditionRequestIsComplete],
  events: [{ type: 'prosecution.ExtraditionRequested', data }],
})

export const decideExtradition = (_: Extradition, { data }: DecideExtradition): Decision => ({
  under: [decidedExtraditionWasRequested, onlyOpenExtraditionIsDecided, refusalStatesItsGround],
  events: [{ type: 'prosecution.ExtraditionDecided', data }],
})
