import type { JusticeService } from '@case-timeline/contracts'
import { commandControllers } from '@case-timeline/http'
import { forcedCriminalityStreams } from './forced-criminality.stream.ts'

const CASEWORKERS = ['lead-investigator', 'investigator', 'supervising-prosecutor', 'prosecutor', 'registrar', 'judge'] as const

/** The command by which a justice service records a check for forced criminality. */
export const forcedCriminalityControllersOf = (service: JusticeService) =>
  commandControllers(forcedCriminalityStreams[service], { victims: { RecordForcedCriminalityCheck: CASEWORKERS } })
