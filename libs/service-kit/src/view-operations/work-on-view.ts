import {
  AlreadyUnderWay,
  DiffersFromView,
  type KeptComparison,
  NothingToRestore,
  rebuild,
  retire,
  rollback,
  type Row,
  SwappedSince,
  verify,
  ViewStandsStill,
  type Work,
} from '@case-timeline/projections'
import type { OperationOptions, Purpose, ViewResult } from './view-operation.ts'

interface Requested {
  readonly purpose: Purpose
  readonly options: OperationOptions
  readonly requestedBy: string
  readonly kept: KeptComparison
}

type Done = Omit<ViewResult, 'view' | 'version' | 'state'>

const DO: Readonly<Record<Purpose, (work: Work<Row>, requested: Requested) => Promise<Done>>> = {
  async rebuild(work, { options: { acceptDifferences }, requestedBy, kept }) {
    const rebuilt = await rebuild({ ...work, kept, differences: acceptDifferences === undefined ? 'refused' : 'accepted' })
    const isAccepted = acceptDifferences !== undefined && (rebuilt.compared?.differing ?? 0) > 0
    return { ...rebuilt, ...(isAccepted ? { accepted: { by: requestedBy, because: acceptDifferences } } : {}) }
  },
  async verify(work, { options: { sample } }) {
    const start = performance.now()
    const compared = await verify({ ...work, share: sample })
    return { position: compared.position, seconds: (performance.now() - start) / 1_000, compared }
  },
  async rollback(work) {
    const start = performance.now()
    return { ...(await rollback(work)), seconds: (performance.now() - start) / 1_000 }
  },
  retire: async (work) => ({ retired: await retire(work) }),
}

/** Does one thing to one view. @throws what concerns the whole operation: a signal, a database that went away for good */
export const workOn = async (work: Work<Row>, requested: Requested): Promise<ViewResult> => {
  const { name: view, version } = work.view
  try {
    return { view, version, state: 'done', ...(await DO[requested.purpose](work, requested)) }
  } catch (error) {
    if (error instanceof DiffersFromView) return { view, version, state: 'refused', compared: error.comparison, reason: error.message }
    if (error instanceof NothingToRestore || error instanceof SwappedSince)
      return { view, version, state: 'refused', reason: error.message }
    if (error instanceof AlreadyUnderWay || error instanceof ViewStandsStill)
      return { view, version, state: 'failed', reason: error.message }
    throw error
  }
}
