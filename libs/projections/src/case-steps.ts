import { type PersonRef, PersonRefsMerged, PersonRefsUnmerged } from '@case-timeline/contracts'
import { asOnePersonBy, whoIsWho } from '@case-timeline/casework'
import type { StoredEvent } from '@case-timeline/event-store'
import { type CaseRows, effectiveFacts, fold, isCorrection, isWarning, refold, type Rows } from './fold.ts'
import { recordedHistory } from './projection.ts'
import { type Recorded, recordedBy } from './recorded.ts'
import { rememberingView, type Row, type View } from './view.ts'

/** What one event of a history changed in the rows of a view, by the text of their keys; a row that is absent is undefined. */
export interface CaseStep<R extends Row> {
  readonly event: StoredEvent
  readonly changed: ReadonlyMap<string, { readonly before: R | undefined; readonly after: R | undefined }>
}

const isMerge = ({ type }: Recorded): boolean => type === PersonRefsMerged.type || type === PersonRefsUnmerged.type

/**
 * What each event of a case changed in the rows of a view: the rows after each are those that `rowsFromHistory` makes of the
 * history until then. Each event is folded once; only one that changes how earlier ones are folded (a correction, a
 * retraction, a merge) makes all of them be folded again.
 * @param history of one case in the order of recording; for a view with `events: 'every'` there are no steps
 */
export const caseSteps = <R extends Row>(view: View<R>, history: readonly StoredEvent[]): readonly CaseStep<R>[] => {
  if (view.events === 'every') return []
  const folded = new Set(view.events.map(({ type }) => type))
  const { newest } = recordedBy(view.events)
  const events = recordedHistory(view, history)
  const steps: CaseStep<R>[] = []
  let rows: CaseRows<R> = new Map()
  let folding = rememberingView(view)
  let canonicalRefs: ReadonlyMap<PersonRef, PersonRef> = new Map()
  let isAmended = false
  for (const [index, event] of events.entries()) {
    isAmended ||= isCorrection(event)
    if (isCorrection(event) || isMerge(event) || (isAmended && isWarning(event))) {
      const until = events.slice(0, index + 1)
      const after = refold(view, until, newest)
      steps.push({ event: event.stored, changed: changesBetween(rows, after) })
      rows = after
      canonicalRefs = whoIsWho(effectiveFacts(until, newest)).canonicalRefs
      folding = rememberingView(view)
      continue
    }
    const changed = new Map<string, { readonly before: R | undefined; readonly after: R | undefined }>()
    const [canonical] = asOnePersonBy(canonicalRefs, [event])
    if (canonical && folded.has(canonical.type)) {
      const inMemory: Rows<R> = new Map([[event.caseId, rows]])
      fold(folding, [canonical], inMemory, (_, key, after, before) => changed.set(key, { before, after: after ?? undefined }))
    }
    steps.push({ event: event.stored, changed })
  }
  return steps
}

const changesBetween = <R extends Row>(before: CaseRows<R>, after: CaseRows<R>): CaseStep<R>['changed'] =>
  new Map(
    [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
      const [was, is] = [before.get(key) ?? undefined, after.get(key) ?? undefined]
      return was === is ? [] : [[key, { before: was, after: is }] as const]
    }),
  )
