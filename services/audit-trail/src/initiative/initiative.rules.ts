import { endedThingIsOpen, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Actor, AgencyId } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import type { Initiative, RaiseChallenge, ReviewInitiative } from './initiative.ts'

const integrity = 'integrity of the record'

export const challengeIsRaisedOnce: Rule<Initiative, RaiseChallenge> = thingIsRecordedOnce('challenge', {
  holds: ({ stage }) => stage === 'notRaised',
  facts: (_, { data }) => [data.initiativeId],
})

/** The roles of those who watch over the agencies of all sectors. */
const SPEAKING_FOR_ALL: readonly string[] = ['auditor', 'analyst']

/** Whether somebody may state what an agency lacks or did. */
export const maySpeakFor = (actor: Actor, agency: AgencyId): boolean => actor.agencyId === agency || SPEAKING_FOR_ALL.includes(actor.role)

export const challengeIsRaisedByAgencyConcerned: Rule<Initiative, RaiseChallenge> = {
  id: 'auditTrail.challenge-is-raised-by-agency-concerned',
  sentence: 'an agency raises its own challenges; those of others are raised by an auditor or an analyst',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: (_, { actor, data: { agency } }) => maySpeakFor(actor, agency),
  facts: (_, { data: { agency } }) => [agency],
}

export const initiativeAnswersChallenge: Rule<Initiative> = {
  id: 'auditTrail.initiative-answers-challenge',
  sentence: 'an initiative is agreed for a challenge that was raised and has no initiative yet',
  source: 'practice: cooperation between agencies',
  level: 'block',
  holds: ({ stage }) => stage === 'raised',
}

export const reviewedInitiativeWasAgreed: Rule<Initiative, ReviewInitiative> = endedThingIsOpen('initiative', {
  holds: ({ stage }) => stage === 'agreed',
  facts: (_, { data }) => [data.initiativeId],
})
