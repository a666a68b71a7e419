import type { ServiceName } from '@case-timeline/contracts'
import type { StoredView } from '@case-timeline/projections'
import { approvalsView } from './approvals.view.ts'
import type { LawsInForce } from './law.ts'

/** What the description of a service states about its views. */
export interface DescribedViews {
  readonly name: ServiceName
  /** Its read models: their tables are created at the start. */
  readonly views: readonly StoredView[]
  /** Views that also depend on the policies of the jurisdictions. */
  viewsUnderLaws?(laws: LawsInForce): readonly StoredView[]
}

/** All views that a service stores. */
export const viewsUnder = (description: DescribedViews, laws: LawsInForce): readonly StoredView[] => [
  ...description.views,
  approvalsView(description.name),
  ...(description.viewsUnderLaws?.(laws) ?? []),
]

const NO_LAWS: LawsInForce = { policies: new Map(), of: () => undefined }

/** The tables of a service's views. Policies determine what is in the rows, not which tables there are. */
export const viewTablesOf = (description: DescribedViews): readonly StoredView[] => viewsUnder(description, NO_LAWS)
