import { caseFileOf } from '@case-timeline/case-file'

/** A case as victim support sees it: its own facts and what the others share with it. */
export const caseFileView = caseFileOf('victimSupport')
