import { CannotMaterialise } from '@case-timeline/projections'
import { materialiseViews, startFailureText } from '@case-timeline/service-kit'
import type { Environment } from './client.ts'
import { serviceNamed } from './deployment/check-configuration.ts'
import { DESCRIPTION_OF } from './descriptions.ts'
import { EXIT, Failure } from './failure.ts'
import type { ReplayOptions } from './replay.ts'
import { type Screen, show, table } from './screen.ts'

/** Fills the views of one service up to a position in a schema of their own, with the variables of that service. */
export const replayAll = async (
  screen: Screen,
  env: Environment,
  { service, until, into }: ReplayOptions,
  stop: Promise<string>,
): Promise<void> => {
  if (service === undefined || until === undefined || into === undefined)
    throw new Failure(
      'replay --all needs --service, --until and --into.',
      ['casectl replay --all --service prosecution --until 4017 --into as_known'],
      EXIT.usage,
    )
  const ending = new AbortController()
  void stop.then((reason) =>
    ending.abort(new Failure(`${reason}: nothing was filled; a schema ${into} of an earlier replay is as it was.`)),
  )
  const views = await materialiseViews(DESCRIPTION_OF[serviceNamed(service)], env, { schema: into, until, signal: ending.signal }).catch(
    (error: unknown) => {
      if (error instanceof CannotMaterialise) throw new Failure(`${error.message}.`, [], EXIT.usage)
      const text = startFailureText(error)
      throw text === undefined ? error : new Failure(text)
    },
  )
  show(screen, { service, until, schema: into, views }, () =>
    table(
      ['view', 'table', 'rows', 'cases left incomplete'],
      views.map((view) => [view.view, view.table, view.rows, view.incomplete.length]),
    ),
  )
}
