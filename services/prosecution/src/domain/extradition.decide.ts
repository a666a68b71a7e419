import type { Decided, Decider } from '@case-timeline/decider'
import { evolve, notRequested, type Extradition, type ExtraditionCommand, type ExtraditionFact } from './extradition.ts'
import {
  anExtraditionGoesThroughTheCentralAuthority,
  anExtraditionIsRequestedOnce,
  anExtraditionRequestIsComplete,
  aRefusalStatesItsGround,
  onlyAnOpenExtraditionIsDecided,
} from './extradition.rules.ts'

const decide = (command: ExtraditionCommand): Decided<ExtraditionFact> => {
  switch (command.name) {
    case 'RequestExtradition':
      return {
        under: [anExtraditionIsRequestedOnce, anExtraditionGoesThroughTheCentralAuthority, anExtraditionRequestIsComplete],
        events: [{ type: 'prosecution.ExtraditionRequested', data: command.data }],
      }
    case 'DecideExtradition':
      return {
        under: [onlyAnOpenExtraditionIsDecided, aRefusalStatesItsGround],
        events: [{ type: 'prosecution.ExtraditionDecided', data: command.data }],
      }
  }
}

export const extradition: Decider<Extradition, ExtraditionCommand, ExtraditionFact> = { initial: notRequested, evolve, decide }
