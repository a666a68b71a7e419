import type { Measured } from '../load.ts'
import { median } from '../table.ts'

/** The calls for each event, appends and reads, as medians of some measurements; a dash where nobody counted them. */
export const callsCell = (measured: readonly Measured[]): string => {
  const middle = (of: 'appendCalls' | 'readCalls'): string => median(measured.map((one) => one[of] ?? 0)).toFixed(2)
  return measured.some(({ appendCalls }) => appendCalls === undefined) ? '–' : `${middle('appendCalls')}+${middle('readCalls')}`
}
