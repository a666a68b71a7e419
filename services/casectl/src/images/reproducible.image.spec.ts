import { expect, it } from '@jest/globals'
import { buildImages } from '../../../../deploy/engine/build-images.mjs'
import { inspected, tagOf } from './docker.fixtures.ts'

// casectl has the compiled code of all services; what they share with it is compared by contents.image.spec.ts.
it('a second build, of everything, gives the same layers', async () => {
  await buildImages(['casectl'], 'again', '--no-cache')
  const { RootFS } = await inspected('case-timeline/casectl:again')
  expect(RootFS.Layers).toEqual((await inspected(tagOf('casectl'))).RootFS.Layers)
}, 900_000)
