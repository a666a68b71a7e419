import { IndictmentFiled, RegisterCourtCase } from '@case-timeline/contracts'
import { handover } from '@case-timeline/service-kit'
import { courtCaseStream } from './court-case.stream.ts'

/** A filed indictment goes onto the docket; the registrar gives the case its number later. */
export const registersIndictments = handover({
  name: 'adjudication.registers-indictments',
  on: IndictmentFiled,
  aggregate: courtCaseStream,
  command: RegisterCourtCase,
  data: ({ indictmentId }) => ({ indictmentId, origin: 'indictment' as const }),
})
