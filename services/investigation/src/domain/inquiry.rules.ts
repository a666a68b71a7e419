import type { Rule } from '@case-timeline/decider'
import { isBefore } from './days.ts'
import { interpreterIsSuspected } from './interpreter.ts'
import { personOf, type Active, type Opened } from './investigation.ts'
import type {
  ConductInterview,
  RecordCoerciveMeasure,
  RecordOnlineTrace,
  RecordPreservationAnswer,
  RecordTraffickingEpisode,
  RequestPreservation,
} from './investigation.commands.ts'

const INTEGRITY = 'integrity of the record'

const isOfAVictim = (it: Opened, { data: { personRef, capacity } }: ConductInterview): boolean =>
  capacity === 'victim' || personOf(it, personRef).presumedVictim === true

export const aVictimKnowsHerRightsBeforeAnInterview: Rule<Opened, ConductInterview> = {
  id: 'investigation.a-victim-knows-her-rights-before-an-interview',
  sentence: 'a victim is informed of her rights before she is interviewed',
  source: 'ACTIP 14(9) [V, text cut]; practice of interviewing [G]',
  level: 'warn',
  holds: (it, command) => !isOfAVictim(it, command) || command.known.informed,
}

export const aVictimConsentsToHerInterview: Rule<Opened, ConductInterview> = {
  id: 'investigation.a-victim-consents-to-her-interview',
  sentence: 'a victim is interviewed with her consent',
  source: 'practice of interviewing [G]',
  level: 'warn',
  holds: (it, command) => !isOfAVictim(it, command) || command.known.consents,
}

export const aChildIsNotInterviewedAlone: Rule<Opened, ConductInterview> = {
  id: 'investigation.a-child-is-not-interviewed-alone',
  sentence: 'a child is interviewed with a guardian or a support person',
  source: 'CRC 3, 12 [G]; UN Guidelines on child victims and witnesses [G]',
  level: 'warn',
  // A victim whose age nobody found may be a child.
  holds: (it, command) => {
    const { data, known } = command
    const isProtected = personOf(it, data.personRef).protectedAsAChild ?? isOfAVictim(it, command)
    return !isProtected || data.supportPerson || known.hasGuardian
  },
}

export const nobodyIsPressedWhileSheReflects: Rule<Opened, ConductInterview> = {
  id: 'investigation.nobody-is-pressed-while-she-reflects',
  sentence: 'a victim is not interviewed while her reflection period runs',
  source: 'policy of the jurisdiction [G]; no obligation of ACTIP as far as verified',
  level: 'warn',
  holds: (it, command) => !isOfAVictim(it, command) || !command.known.reflects,
}

export const theInterpreterOfAnInterviewIsNoSuspect: Rule<Opened, ConductInterview> = {
  id: 'investigation.the-interpreter-of-an-interview-is-no-suspect',
  sentence: 'the interpreter of an interview is no suspect of the case',
  source: 'practice of interviewing [G]',
  level: 'warn',
  holds: (it, command) => !interpreterIsSuspected(it, command),
  facts: (_, { data: { interpreterRef } }) => (interpreterRef === undefined ? [] : [interpreterRef]),
}

export const aTraceIsRecordedOnce: Rule<Opened, RecordOnlineTrace> = {
  id: 'investigation.a-trace-is-recorded-once',
  sentence: 'a trace is recorded once: another trace has another id',
  source: INTEGRITY,
  level: 'block',
  integrity: true,
  holds: ({ traces }, { data: { traceId } }) => !traces.includes(traceId),
  facts: (_, { data: { traceId } }) => [traceId],
}

export const onlyRecordedTracesArePreserved: Rule<Active, RequestPreservation> = {
  id: 'investigation.only-recorded-traces-are-preserved',
  sentence: 'a platform is asked to preserve only traces that are recorded in the case',
  source: 'Budapest Convention 16 [G]: specified data',
  level: 'block',
  holds: ({ traces }, { data: { traceIds } }) => traceIds.every((id) => traces.includes(id)),
  facts: ({ traces }, { data: { traceIds } }) => traceIds.filter((id) => !traces.includes(id)),
}

export const aPreservationIsRequestedOnce: Rule<Active, RequestPreservation> = {
  id: 'investigation.a-preservation-is-requested-once',
  sentence: 'a request for preservation is made once: a renewal has an id of its own',
  source: INTEGRITY,
  level: 'block',
  holds: ({ preservations }, { data: { requestId } }) => preservations[requestId] === undefined,
  facts: (_, { data: { requestId } }) => [requestId],
}

export const aPreservationLooksAhead: Rule<Active, RequestPreservation> = {
  id: 'investigation.a-preservation-looks-ahead',
  sentence: 'a request for preservation ends after it is made',
  source: INTEGRITY,
  level: 'block',
  holds: (_, { data: { expiresAt }, now }) => now.slice(0, 19) < expiresAt.slice(0, 19),
  facts: (_, { data: { expiresAt } }) => [expiresAt],
}

export const anAnswerHasItsPreservationRequest: Rule<Opened, RecordPreservationAnswer> = {
  id: 'investigation.an-answer-has-its-preservation-request',
  sentence: 'a platform answers a request that was made',
  source: INTEGRITY,
  level: 'block',
  integrity: true,
  holds: ({ preservations }, { data: { requestId } }) => preservations[requestId] !== undefined,
  facts: (_, { data: { requestId } }) => [requestId],
}

export const aPreservationIsAnsweredInTime: Rule<Opened, RecordPreservationAnswer> = {
  id: 'investigation.a-preservation-is-answered-in-time',
  sentence: 'a platform answers before the request for preservation expires',
  source: 'Budapest Convention 16 [G]',
  level: 'warn',
  holds: ({ preservations }, { data: { requestId }, occurredAt, now }) => {
    const expiresAt = preservations[requestId]?.expiresAt
    return expiresAt === undefined || !isBefore(expiresAt, occurredAt ?? now)
  },
}

export const anAuthorisationIsStillValid: Rule<Opened, RecordCoerciveMeasure> = {
  id: 'investigation.an-authorisation-is-still-valid',
  sentence: 'an authorisation does not end before it is given',
  source: 'quality of the record: it is kept as it stands until it is corrected',
  level: 'warn',
  holds: (_, { data: { validUntil }, occurredAt }) => occurredAt === undefined || !isBefore(validUntil, occurredAt),
}

export const anEpisodeEndsAfterItStarts: Rule<Opened, RecordTraffickingEpisode> = {
  id: 'investigation.an-episode-ends-after-it-starts',
  sentence: 'an episode of trafficking does not end before it starts',
  source: 'quality of the record: it is kept as it stands until it is corrected',
  level: 'warn',
  holds: (_, { data: { from, until } }) => from === undefined || until === undefined || !isBefore(until, from),
  facts: (_, { data: { from, until } }) => [from, until].filter((one) => one !== undefined),
}
