import { earliestMomentOf, intervalEndsAfterStart, isBefore, namedThingIsOnRecord, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
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

const concernsVictim = (investigation: Opened, { data: { personRef, capacity } }: ConductInterview): boolean =>
  capacity === 'victim' || personOf(investigation, personRef).presumedVictim === true

export const victimIsInformedOfRightsBeforeInterview: Rule<Opened, ConductInterview> = {
  id: 'investigation.victim-is-informed-of-rights-before-interview',
  sentence: 'a victim is informed of the rights of victims before the interview',
  source: 'ACTIP 14(9); practice: interviews of victims',
  level: 'warn',
  holds: (investigation, command) => !concernsVictim(investigation, command) || command.known.informed,
}

export const victimConsentsToInterview: Rule<Opened, ConductInterview> = {
  id: 'investigation.victim-consents-to-interview',
  sentence: 'a victim is interviewed only with consent',
  source: 'practice: interviews of victims',
  level: 'warn',
  holds: (investigation, command) => !concernsVictim(investigation, command) || command.known.consents,
}

export const childIsNotInterviewedAlone: Rule<Opened, ConductInterview> = {
  id: 'investigation.child-is-not-interviewed-alone',
  sentence:
    'a child, or a victim whose age is in doubt or unknown, is interviewed only with a support person, unless a guardian was appointed',
  source: 'CRC 3, 12; UN Guidelines on child victims',
  level: 'warn',
  // A victim whose age is not recorded may be a child.
  holds: (investigation, command) => {
    const { data, known } = command
    const isProtected = personOf(investigation, data.personRef).protectedAsChild ?? concernsVictim(investigation, command)
    return !isProtected || data.supportPerson || known.hasGuardian
  },
}

export const victimIsNotInterviewedDuringReflection: Rule<Opened, ConductInterview> = {
  id: 'investigation.victim-is-not-interviewed-during-reflection',
  sentence: 'a victim is not interviewed during the reflection period',
  source: 'policy of the jurisdiction: a reflection period; no convention of ASEAN requires one, as far as read',
  level: 'warn',
  holds: (investigation, command) => !concernsVictim(investigation, command) || !command.known.isInReflectionPeriod,
}

export const basisOfInterviewIsCertain: Rule<Opened, ConductInterview> = {
  id: 'investigation.basis-of-interview-is-certain',
  sentence:
    'of an interview with a victim that is recorded later, the dates on record say that information, consent and the end of reflection came before it',
  source: 'practice: where dates are too coarse to say which came first, the doubt is recorded',
  level: 'warn',
  holds: (investigation, command) => !concernsVictim(investigation, command) || (command.known.uncertain ?? []).length === 0,
  facts: (_, { known: { uncertain = [] } }) => uncertain.map((what) => `uncertain:${what}`),
}

export const interviewInterpreterIsNotSuspect: Rule<Opened, ConductInterview> = {
  id: 'investigation.interview-interpreter-is-not-suspect',
  sentence: 'the interpreter of an interview is neither suspected nor charged in the case',
  source: 'practice: interviews of victims',
  level: 'warn',
  holds: (investigation, command) => !interpreterIsSuspected(investigation, command),
  facts: (_, { data: { interpreterRef } }) => (interpreterRef === undefined ? [] : [interpreterRef]),
}

export const traceIsRecordedOnce: Rule<Opened, RecordOnlineTrace> = thingIsRecordedOnce('trace', {
  holds: ({ traces }, { data: { traceId } }) => !traces.includes(traceId),
  facts: (_, { data: { traceId } }) => [traceId],
})

export const onlyRecordedTracesArePreserved: Rule<Active, RequestPreservation> = {
  id: 'investigation.only-recorded-traces-are-preserved',
  sentence: 'preservation is requested only for traces that are recorded in the case',
  source: 'Budapest Convention 16: specified data',
  level: 'block',
  holds: ({ traces }, { data: { traceIds } }) => traceIds.every((id) => traces.includes(id)),
  facts: ({ traces }, { data: { traceIds } }) => traceIds.filter((id) => !traces.includes(id)),
}

export const preservationIsRequestedOnce: Rule<Active, RequestPreservation> = thingIsRecordedOnce('requestForPreservation', {
  holds: ({ preservations }, { data: { requestId } }) => preservations[requestId] === undefined,
  facts: (_, { data: { requestId } }) => [requestId],
})

export const preservationEndsAfterRequest: Rule<Active, RequestPreservation> = {
  id: 'investigation.preservation-ends-after-request',
  sentence: 'a request for preservation expires later than it is made',
  source: INTEGRITY,
  level: 'block',
  // To the second: a moment has fractions of a second, the recorded time has none.
  holds: (_, command) => earliestMomentOf(command).slice(0, 19) < command.data.expiresAt.slice(0, 19),
  facts: (_, { data: { expiresAt } }) => [expiresAt],
}

export const answerHasItsPreservationRequest: Rule<Opened, RecordPreservationAnswer> = namedThingIsOnRecord('requestForPreservation', {
  holds: ({ preservations }, { data: { requestId } }) => preservations[requestId] !== undefined,
  facts: (_, { data: { requestId } }) => [requestId],
})

export const preservationIsAnsweredInTime: Rule<Opened, RecordPreservationAnswer> = {
  id: 'investigation.preservation-is-answered-in-time',
  sentence: 'a platform answers before the request for preservation expires',
  source: 'Budapest Convention 16',
  level: 'warn',
  holds: ({ preservations }, { data: { requestId }, occurredAt, now }) => {
    const expiresAt = preservations[requestId]?.expiresAt
    return expiresAt === undefined || !isBefore(expiresAt, occurredAt ?? now)
  },
}

export const authorisationIsStillValid: Rule<Opened, RecordCoerciveMeasure> = intervalEndsAfterStart('authorisation', {
  holds: (_, { data: { validUntil }, occurredAt }) => occurredAt === undefined || !isBefore(validUntil, occurredAt),
  facts: (_, { data: { validUntil } }) => [validUntil],
})

export const episodeEndsAfterItStarts: Rule<Opened, RecordTraffickingEpisode> = intervalEndsAfterStart('episodeOfTrafficking', {
  holds: (_, { data: { from, until } }) => from === undefined || until === undefined || !isBefore(until, from),
  facts: (_, { data: { from, until } }) => [from, until].filter((end) => end !== undefined),
})
