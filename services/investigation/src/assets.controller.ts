import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import { commandBody, type CommandBody, FreezeAssets, ReleaseAssets } from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { assetsStream } from './assets.stream.ts'

@ApiTags('assets')
@Controller('cases/:caseId')
export class AssetsController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('freeze-assets')
  @Roles('lead-investigator', 'investigator')
  freezeAssets(@WhoAsks() asked: Asked, @Body({ schema: commandBody(FreezeAssets) }) body: CommandBody<unknown>) {
    return this.desk.on(assetsStream, FreezeAssets, asked, body)
  }

  @Post('release-assets')
  @Roles('lead-investigator', 'investigator')
  releaseAssets(@WhoAsks() asked: Asked, @Body({ schema: commandBody(ReleaseAssets) }) body: CommandBody<unknown>) {
    return this.desk.on(assetsStream, ReleaseAssets, asked, body)
  }
}
