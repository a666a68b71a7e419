import { namedThingIsOnRecord } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import { covers } from './authorisation.ts'
import { itemAt, type Collected, type RecordDeviceExamination } from './evidence.ts'

const CUSTODY = 'ISO/IEC 27037: chain of custody'

// Has no condition of its own: it is the reason that is named when the item was not collected.
export const deviceIsCollectedBeforeExamination: Rule<unknown, RecordDeviceExamination> = namedThingIsOnRecord('itemOfEvidence', {
  holds: () => false,
  facts: (_, { data }) => [data.evidenceId],
})

export const examinationIsAuthorised: Rule<Collected, RecordDeviceExamination> = {
  id: 'investigation.examination-is-authorised',
  sentence:
    'a device is examined under a warrant only while a search, a seizure or an interception is authorised, and otherwise on a stated authority',
  source: 'ICCPR 17; national law',
  level: 'warn',
  holds: (_, command) => {
    const { authority, authorityRef } = command.data
    return authority === 'warrant' ? command.known.measures.some((measure) => covers(measure, command)) : authorityRef !== undefined
  },
  facts: (_, { data: { examinationId } }) => [examinationId],
}

export const onlyCustodianExamines: Rule<Collected, RecordDeviceExamination> = {
  id: 'investigation.only-custodian-examines',
  sentence: 'a device is examined only by the agency that has custody of it',
  source: CUSTODY,
  level: 'warn',
  holds: (item, command) => {
    const { custodian } = itemAt(item, command)
    return custodian === undefined || custodian === command.data.examiner
  },
  facts: (item, command) => {
    const { custodian } = itemAt(item, command)
    return [command.data.evidenceId, ...(custodian === undefined ? [] : [custodian])]
  },
}

export const examinationKeepsContent: Rule<Collected, RecordDeviceExamination> = {
  id: 'investigation.examination-keeps-content',
  sentence: 'a device has the hash that was first recorded for it before and after an examination',
  source: CUSTODY,
  level: 'warn',
  holds: ({ sha256 }, { data: { sha256Before, sha256After } }) =>
    new Set([sha256, sha256Before, sha256After].filter((hash) => hash !== undefined)).size <= 1,
  facts: (_, { data: { evidenceId } }) => [evidenceId],
}
