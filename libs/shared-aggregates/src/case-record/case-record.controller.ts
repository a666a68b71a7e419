import type { CaseRecordService } from '@case-timeline/contracts'
import { commandControllers } from '@case-timeline/http'
import { caseRecordStreams } from './case-record.stream.ts'

const LEADS = ['lead-investigator', 'supervising-prosecutor', 'registrar', 'support-lead', 'records-supervisor'] as const
const RECORDS_SUPERVISORS = ['records-supervisor'] as const

/** The commands on a sector's own record of a case: caseworkers, exclusions, links, merges and legal holds. */
export const caseRecordControllersOf = (service: CaseRecordService) =>
  commandControllers(
    caseRecordStreams[service],
    {
      'case record': {
        AssignCaseWorker: LEADS,
        UnassignCaseWorker: LEADS,
        ExcludeFromAccess: RECORDS_SUPERVISORS,
        LinkCases: LEADS,
        UnlinkCases: LEADS,
        MergePersonRefs: RECORDS_SUPERVISORS,
        UnmergePersonRefs: RECORDS_SUPERVISORS,
        PlaceLegalHold: RECORDS_SUPERVISORS,
        LiftLegalHold: RECORDS_SUPERVISORS,
        TransferCase: LEADS,
        ReceiveTransfer: LEADS,
        AdmitOffice: LEADS,
        AddCaseNote: [
          'lead-investigator',
          'investigator',
          'prosecutor',
          'supervising-prosecutor',
          'registrar',
          'judge',
          'case-worker',
          'support-lead',
        ],
      },
    },
    ['ReceiveHandover'],
  )
