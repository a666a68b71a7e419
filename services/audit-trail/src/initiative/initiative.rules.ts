import type { Rule } from '@case-timeline/decider'
import type { Initiative } from './initiative.ts'

const integrity = 'integrity of the record'

export const challengeIsRaisedOnce: Rule<Initiative> = {
  id: 'auditTrail.challenge-is-raised-once',
  sentence: 'a challenge is raised once, under an id of its own',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage === 'notRaised',
}

export const initiativeAnswersChallenge: Rule<Initiative> = {
  id: 'auditTrail.initiative-answers-challenge',
  sentence: 'an initiative is agreed for a challenge that was raised and has no initiative yet',
  source: 'practice: cooperation between agencies',
  level: 'block',
  holds: ({ stage }) => stage === 'raised',
}

export const reviewedInitiativeWasAgreed: Rule<Initiative> = {
  id: 'auditTrail.reviewed-initiative-was-agreed',
  sentence: 'only an initiative that was agreed and has not ended is reviewed',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage === 'agreed',
}
