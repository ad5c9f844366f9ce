import { describe, expect, it } from "vitest";
import { didYouMean } from "../../src/core/did-you-mean.ts";

it.each([
  ["ada@hotmial.com", "ada@hotmail.com"],
  ["ada@hotmai.com", "ada@hotmail.com"],
  ["Ada.L+x@GMIAL.com", "Ada.L+x@gmail.com"],
  ["ada@gmail.co", "ada@gmail.com"],
  ["ada@gmail.cm", "ada@gmail.com"],
  ["ada@gnail.com", "ada@gmail.com"],
  ["ada@outllok.com", "ada@outlook.com"],
  ["ada@yaho.co.uk", "ada@yahoo.co.uk"],
])("%s was meant as %s", (typed, meant) => {
  expect(didYouMean(typed)).toBe(meant);
});

it.each([
  "ada@gmail.com",
  "ada@hotmail.de",
  "ada@yahoo.com.mx",
  "ada@mail.com",
  "ada@email.com",
  "ada@example.com",
  "ada@gmail.example",
  "@gmial.com",
  "ada",
  "",
])("%s is taken as it is", (typed) => {
  expect(didYouMean(typed)).toBeUndefined();
});

/** Who has mail for many, by where they are. */
const providers = {
  everywhere:
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com rocketmail.com aol.com icloud.com me.com mac.com gmx.com mail.com email.com proton.me protonmail.com pm.me zoho.com fastmail.com hey.com tutanota.com tuta.io post.com inbox.com yandex.com",
  "United Kingdom":
    "hotmail.co.uk live.co.uk yahoo.co.uk btinternet.com sky.com virginmedia.com ntlworld.com talktalk.net tiscali.co.uk",
  "North America":
    "comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net juno.com shaw.ca rogers.com sympatico.ca telus.net videotron.ca yahoo.ca",
  Germany:
    "gmx.de gmx.net web.de t-online.de online.de freenet.de arcor.de posteo.de mailbox.org mail.de email.de gmail.de",
  "Austria and Switzerland": "gmx.at gmx.ch aon.at chello.at bluewin.ch hispeed.ch sunrise.ch",
  France:
    "orange.fr wanadoo.fr free.fr sfr.fr laposte.net neuf.fr bbox.fr hotmail.fr live.fr yahoo.fr gmx.fr outlook.fr",
  Italy: "libero.it virgilio.it alice.it tin.it tim.it tiscali.it iol.it inwind.it hotmail.it email.it pec.it",
  "Spain and Portugal":
    "telefonica.net terra.es orange.es ono.com hotmail.es outlook.es yahoo.es ya.com sapo.pt clix.pt mail.pt",
  "Low Countries":
    "ziggo.nl kpnmail.nl planet.nl hetnet.nl home.nl xs4all.nl live.nl hotmail.nl online.nl telenet.be skynet.be proximus.be live.be",
  "The North": "online.no live.se live.dk hotmail.se hotmail.no telia.com comhem.se bredband.net luukku.com mail.dk",
  Poland: "wp.pl o2.pl op.pl onet.pl onet.eu interia.pl interia.eu gazeta.pl vp.pl tlen.pl poczta.fm orange.pl",
  "The East":
    "seznam.cz email.cz post.cz centrum.cz azet.sk zoznam.sk freemail.hu citromail.hu abv.bg mail.bg ukr.net i.ua meta.ua bigmir.net inbox.lv inbox.lt mail.ee",
  Russia: "mail.ru bk.ru inbox.ru list.ru ya.ru yandex.ru rambler.ru internet.ru",
  Brazil:
    "uol.com.br bol.com.br ig.com.br oi.com.br terra.com.br globo.com r7.com yahoo.com.br hotmail.com.br outlook.com.br live.com.br",
  "Latin America": "yahoo.com.mx yahoo.com.ar hotmail.com.ar live.com.mx outlook.cl hotmail.cl prodigy.net.mx",
  Japan:
    "yahoo.co.jp ymail.ne.jp docomo.ne.jp ezweb.ne.jp au.com softbank.ne.jp i.softbank.jp nifty.com ocn.ne.jp so-net.ne.jp biglobe.ne.jp outlook.jp",
  China:
    "qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com 139.com 189.cn aliyun.com live.cn yahoo.com.cn",
  Korea: "naver.com hanmail.net daum.net nate.com kakao.com",
  "South Asia": "rediffmail.com yahoo.co.in yahoo.in outlook.in sify.com live.in",
  "South East Asia and Oceania":
    "yahoo.co.id yahoo.com.sg yahoo.com.ph yahoo.com.vn hotmail.co.th bigpond.com optusnet.com.au live.com.au xtra.co.nz",
  "Turkey, Arabia, Africa":
    "mynet.com ttmail.com hotmail.com.tr superonline.com maktoob.com walla.co.il bezeqint.net mweb.co.za vodamail.co.za yahoo.co.za",
};

describe.each(Object.entries(providers))("whoever has mail at a provider of %s", (_, domains) => {
  it.each(domains.split(" "))("is not asked about %s", (domain) => {
    expect(didYouMean(`ada@${domain}`)).toBeUndefined();
    expect(didYouMean(`Ada.L+x@${domain.toUpperCase()}`)).toBeUndefined();
  });
});
