import { Body, Controller, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles } from '@case-timeline/access'
import {
  commandBody,
  type CommandBody,
  AgreeLeadJurisdiction,
  AmendCharge,
  DecideNoProsecution,
  LodgeAppeal,
  MakeDisclosure,
  RequestFurtherInvestigation,
  SeekConfiscation,
  WithdrawCharge,
} from '@case-timeline/contracts'
import { type Asked, CommandDesk, WhoAsks } from '@case-timeline/service-kit'
import { prosecutionStream } from './prosecution.stream.ts'

@ApiTags('charges')
@Controller('cases/:caseId')
export class ChargesController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('request-further-investigation')
  @Roles('prosecutor', 'supervising-prosecutor')
  requestFurtherInvestigation(
    @WhoAsks() asked: Asked,
    @Body({ schema: commandBody(RequestFurtherInvestigation) }) body: CommandBody<unknown>,
  ) {
    return this.desk.on(prosecutionStream, RequestFurtherInvestigation, asked, body)
  }

  @Post('amend-charge')
  @Roles('prosecutor', 'supervising-prosecutor')
  amendCharge(@WhoAsks() asked: Asked, @Body({ schema: commandBody(AmendCharge) }) body: CommandBody<unknown>) {
    return this.desk.on(prosecutionStream, AmendCharge, asked, body)
  }

  @Post('withdraw-charge')
  @Roles('prosecutor', 'supervising-prosecutor')
  withdrawCharge(@WhoAsks() asked: Asked, @Body({ schema: commandBody(WithdrawCharge) }) body: CommandBody<unknown>) {
    return this.desk.on(prosecutionStream, WithdrawCharge, asked, body)
  }

  @Post('decide-no-prosecution')
  @Roles('prosecutor', 'supervising-prosecutor')
  decideNoProsecution(@WhoAsks() asked: Asked, @Body({ schema: commandBody(DecideNoProsecution) }) body: CommandBody<unknown>) {
    return this.desk.on(prosecutionStream, DecideNoProsecution, asked, body)
  }

  @Post('make-disclosure')
  @Roles('prosecutor', 'supervising-prosecutor')
  makeDisclosure(@WhoAsks() asked: Asked, @Body({ schema: commandBody(MakeDisclosure) }) body: CommandBody<unknown>) {
    return this.desk.on(prosecutionStream, MakeDisclosure, asked, body)
  }

  @Post('seek-confiscation')
  @Roles('prosecutor', 'supervising-prosecutor')
  seekConfiscation(@WhoAsks() asked: Asked, @Body({ schema: commandBody(SeekConfiscation) }) body: CommandBody<unknown>) {
    return this.desk.on(prosecutionStream, SeekConfiscation, asked, body)
  }

  @Post('agree-lead-jurisdiction')
  @Roles('supervising-prosecutor')
  agreeLeadJurisdiction(@WhoAsks() asked: Asked, @Body({ schema: commandBody(AgreeLeadJurisdiction) }) body: CommandBody<unknown>) {
    return this.desk.on(prosecutionStream, AgreeLeadJurisdiction, asked, body)
  }

  @Post('lodge-appeal')
  @Roles('prosecutor', 'supervising-prosecutor')
  lodgeAppeal(@WhoAsks() asked: Asked, @Body({ schema: commandBody(LodgeAppeal) }) body: CommandBody<unknown>) {
    return this.desk.on(prosecutionStream, LodgeAppeal, asked, body)
  }
}
