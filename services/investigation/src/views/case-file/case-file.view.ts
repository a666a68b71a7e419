import { caseFileOf } from '@case-timeline/case-file'

/** A case as this agency sees it: its own facts and what the others share with it. */
export const caseFileView = caseFileOf('investigation')
