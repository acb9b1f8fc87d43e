PRAGMA application_id = 1414480723 ;
PRAGMA user_version = 1 ;
BEGIN TRANSACTION;
CREATE TABLE about (
    incident INTEGER NOT NULL,
    seq INTEGER NOT NULL REFERENCES entry,
    PRIMARY KEY (incident, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO "about" VALUES(1,11);
INSERT INTO "about" VALUES(1,13);
INSERT INTO "about" VALUES(1,14);
INSERT INTO "about" VALUES(1,15);
INSERT INTO "about" VALUES(1,16);
INSERT INTO "about" VALUES(1,17);
INSERT INTO "about" VALUES(1,18);
INSERT INTO "about" VALUES(1,19);
INSERT INTO "about" VALUES(1,20);
INSERT INTO "about" VALUES(1,21);
INSERT INTO "about" VALUES(1,22);
INSERT INTO "about" VALUES(1,23);
INSERT INTO "about" VALUES(1,24);
INSERT INTO "about" VALUES(1,25);
INSERT INTO "about" VALUES(1,26);
INSERT INTO "about" VALUES(1,27);
INSERT INTO "about" VALUES(1,28);
INSERT INTO "about" VALUES(1,29);
INSERT INTO "about" VALUES(2,31);
INSERT INTO "about" VALUES(2,33);
INSERT INTO "about" VALUES(2,34);
INSERT INTO "about" VALUES(2,35);
INSERT INTO "about" VALUES(2,36);
INSERT INTO "about" VALUES(2,37);
INSERT INTO "about" VALUES(2,38);
CREATE TABLE ended (
    incident INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL REFERENCES entry
) STRICT;
INSERT INTO "ended" VALUES(1,30);
CREATE TABLE entry (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    kind TEXT NOT NULL,
    stream INTEGER NOT NULL,
    body TEXT NOT NULL,
    particulars BLOB,
    hash BLOB NOT NULL
) STRICT;
INSERT INTO "entry" VALUES(1,1795774505378,1,'took-over',1,'{"epoch":1,"instance":"6e04bae371d0572b","rebooted":false,"unclean":false,"told":false}',NULL,X'9BD4710EC62BEC06FB8C0AD9F921A95585A4C2F890492F23DB9C43949FF9E624');
INSERT INTO "entry" VALUES(2,1795774505378,1,'directory-activated',1,'{"sha256":"265f6744d5fbb2ac40131fcc59830632516fb2bd39fc39c249efcad52a66e721","procedures":[{"name":"hssi","hash":"ba7d364bf82b9a7a392ddb0b86129da2a5b1b26823a8ff99eea38e66e754e00a","text":"{\n \"procedure\": \"hssi\",\n \"title\": \"Higher Severity Service Incident\",\n \"rota\": \"on-call\",\n \"core-hours\": {\n  \"days\": \"mon-fri\",\n  \"from\": \"08:00\",\n  \"to\": \"17:30\",\n  \"except\": \"bank-holidays\"\n },\n \"statuses\": [\n  \"reported\",\n  \"confirmed\",\n  \"resolved\",\n  \"closed\"\n ],\n \"roles\": {\n  \"level-1\": [\n   {\n    \"desk\": \"nsd\",\n    \"called\": \"NSD\"\n   }\n  ],\n  \"level-2\": [\n   {\n    \"rota\": \"edm\",\n    \"called\": \"EDM\"\n   }\n  ],\n  \"level-3\": [\n   {\n    \"rota\": \"level-3\",\n    \"called\": \"level 3\"\n   }\n  ],\n  \"level-4\": [\n   {\n    \"people\": [\n     \"kim.hazel\"\n    ],\n    \"called\": \"level 4\"\n   }\n  ],\n  \"last-resort\": [\n   {\n    \"people\": [\n     \"duty.director\"\n    ],\n    \"called\": \"the last resort\"\n   }\n  ]\n },\n \"level-1\": \"level-1\",\n \"ladder\": {\n  \"starts\": \"reported\",\n  \"rungs\": [\n   {\n    \"role\": \"level-2\",\n    \"attempts\": 2,\n    \"within\": \"20 min\"\n   },\n   {\n    \"role\": \"level-3\",\n    \"attempts\": 2,\n    \"within\": \"20 min\"\n   },\n   {\n    \"role\": \"level-4\",\n    \"attempts\": 2,\n    \"within\": \"20 min\"\n   }\n  ],\n  \"last-resort\": {\n   \"role\": \"last-resort\",\n   \"every\": \"5 min\"\n  }\n },\n \"alarm-cleared\": \"resolve\"\n}\n"}]}',NULL,X'E4506453C251BEAC903ECAFEDDE491FAF7CC143C1F9D84AA6A317A967516388B');
INSERT INTO "entry" VALUES(3,1795774505378,1,'rota-activated',1,'{"name":"on-call","week":"2026-11-16","span":{"from":1794816000000,"to":1795420800000},"shifts":[{"role":"edm","span":{"from":1794816000000,"to":1795420800000},"people":["pat.ash"]},{"role":"level-3","span":{"from":1794816000000,"to":1795420800000},"people":["sam.elm"]}],"sha256":"bc945bd955cc97f2a56adb4bab6d89e9f0c513ba8536564f5380294b1f3423c8","by":"file 2026-11-16.yaml","version":1,"rolling":false,"restores":0}',X'0A4AAC7A4C93EFE0A37940A46AAEDBD2AF3778C6542617F3C97B9A2532533F55',X'CAE2BB47FCB2FB5561095B3A58E1DD70C5DC879A51FD8579AD15D08B4E63CED1');
INSERT INTO "entry" VALUES(4,1795774505378,1,'rota-activated',1,'{"name":"on-call","week":"2026-11-23","span":{"from":1795420800000,"to":1796025600000},"shifts":[{"role":"edm","span":{"from":1795420800000,"to":1796025600000},"people":["pat.ash"]},{"role":"level-3","span":{"from":1795420800000,"to":1796025600000},"people":["sam.elm"]}],"sha256":"73f28c66b0a7e2234850dfc8a0273b7bcb546d4c12e8abaf5a774f0db1bbc4be","by":"file 2026-11-23.yaml","version":2,"rolling":false,"restores":0}',X'91AAB28D63DE955207D75BFDE5DAB01C956B75528AEFF8E76F102BFA04FFF9AE',X'23FCAFE076072C3B953A6BCD7BB232588D479B343A31D9CE0B3CC5C520833F1F');
INSERT INTO "entry" VALUES(5,1795774505378,1,'rota-activated',1,'{"name":"on-call","week":"2026-11-30","span":{"from":1796025600000,"to":1796630400000},"shifts":[{"role":"edm","span":{"from":1796025600000,"to":1796630400000},"people":["pat.ash"]},{"role":"level-3","span":{"from":1796025600000,"to":1796630400000},"people":["sam.elm"]}],"sha256":"a04fcf7388405fe70f8885c3ca4453dc469bfc04602b8cfc8dc70890eea67e46","by":"file 2026-11-30.yaml","version":3,"rolling":false,"restores":0}',X'54F60CE84667AC7F9342DE93FB1FD2DC2CB2B2E263A8E710B189F941FFA7E653',X'24E7B760120824622C4B5F2C447909E7B8E70441C3BD58505B4B2E21CEF99840');
INSERT INTO "entry" VALUES(6,1795774505378,1,'rota-activated',1,'{"name":"on-call","week":"2026-12-07","span":{"from":1796630400000,"to":1797235200000},"shifts":[{"role":"edm","span":{"from":1796630400000,"to":1797235200000},"people":["pat.ash"]},{"role":"level-3","span":{"from":1796630400000,"to":1797235200000},"people":["sam.elm"]}],"sha256":"f2e6357b42ce577d7528e81a5e47309f3098167697553e879cbabda4a8c7db97","by":"file 2026-12-07.yaml","version":4,"rolling":false,"restores":0}',X'76B7DC8284093E328CF8BB2CE0973E88BEB735B7B02AB211ECC1DFF4A43AB7E5',X'73FCEEC43942B7B76641DE06B057ECE386041BECB6D17828B59791757B9CDC12');
INSERT INTO "entry" VALUES(7,1795774505378,1,'rota-activated',1,'{"name":"on-call","week":"2026-12-14","span":{"from":1797235200000,"to":1797840000000},"shifts":[{"role":"edm","span":{"from":1797235200000,"to":1797840000000},"people":["pat.ash"]},{"role":"level-3","span":{"from":1797235200000,"to":1797840000000},"people":["sam.elm"]}],"sha256":"989852562dad70fa5f14c984685a0bc9cb0f3b4782ca8851dadd0483411825c3","by":"file 2026-12-14.yaml","version":5,"rolling":false,"restores":0}',X'BAD37D73A87054681F0645B1B7B6FE714A0E70246F417EF2C4053B3FF72FBFF6',X'35CD6059A8921DB8850EC354D724709D16C481B063ECB60F7AA49915D4E5F83F');
INSERT INTO "entry" VALUES(8,1795774505380,1,'diary-read',1,'{"look_again":null}',NULL,X'1DB32D34549437C9FA1594E0AC237574F6E1FCA5B3FE8B3C77AC56DD18C522A3');
INSERT INTO "entry" VALUES(9,1795774505380,1,'gap-warned',1,'{"role":"","gap":{"from":0,"to":0},"stage":"","look_again":1795796105380}',NULL,X'FA42555F2AE66AE6B688BB8EC64CDE317935C4386C329F80E30A7370267731E9');
INSERT INTO "entry" VALUES(10,1795774505390,1,'token-issued',1,'{"id":"lXq9tpH-Tb4","name":"test","hash":"7384e5b3539dc5bc38d2526f85f491d177ba62b38cc05356ecfb282f1eb4ba6b","scopes":"intake,operate,rota,read","expires":null,"by":"local:0"}',NULL,X'F7E2837DEEC26D0458E262B0BBD4AB90A50AC66DBE35699A0EE21555D86FBF25');
INSERT INTO "entry" VALUES(11,1795774505391,1,'incident-opened',0,'{"incident":1,"source":"api","by":"test","began":null,"severity":1,"state":"","procedure":"hssi","procedure_hash":"ba7d364bf82b9a7a392ddb0b86129da2a5b1b26823a8ff99eea38e66e754e00a","listed":true,"status":"reported","climbs":true,"owes":false,"owes_now":false}',X'52F66DE99FFCB15320CF9DD1683D1A4E97C1DA6E4DF25424359B5546FCD2AE88',X'F527EAF25E83247EB3CB64DF73CA542BB4F133426FF3DB0AB8DBFA4A780E7749');
INSERT INTO "entry" VALUES(12,1795774505391,1,'key-bound',1,'{"source":"api","incidents":[1],"episode":null,"fingerprint":""}',X'FEE54DE52E8917E52B8AF3687C75F898F5B0C77CEAD8D64CB854AC26255717C8',X'C77B2BC2DE8EC95B74D505266350279F4C2BC2327AFDF00D463ED07260F0AE36');
INSERT INTO "entry" VALUES(13,1795774505391,1,'step-began',0,'{"incident":1,"rung":0,"attempt":1,"round":0,"role":"level-2","called":"EDM","rung_began":1795774505391,"until":1795775105391,"rota_version":2,"on_duty":{"from":1795420800000,"to":1796025600000}}',X'24D7B67523E3A20195D89C076B171C52C8844F17E074990D6A9AE772E287C7D7',X'EE27483C8F0A21F401FEA8A353368D9E6213B546BB1F74B046F17844E0E070BE');
INSERT INTO "entry" VALUES(14,1795774505391,1,'call-made',0,'{"call":1,"attempt":1,"covers":[{"incident":1,"rung":0,"attempt":1}],"until":1795775105391,"link_expires":1795817705391}',X'C8C5E7E670DE8D4D30F6833597C68B0A4758230C30725BEB404827E78EE841E1',X'856BF5877CD68E71B91AB4964A3054A2F33B084B6A9C78FAAF899ED1BDC637AA');
INSERT INTO "entry" VALUES(15,1795774505391,1,'send-offered',0,'{"id":1,"medium":0,"channel":"sms-files","reference":"6e04bae371d0572b-1-1","message_id":"","in_reply_to":"","at":1795774505391,"urgent":true,"expires":1795775105391,"call":1,"attempt":1,"person":"pat.ash","text_id":"call.open","about":[1],"tried":[],"give_up":1795775105391,"handed":true,"severity":1,"two_way":false,"other_text_id":"","again":0}',X'AFD53DAF820761EDC0397D467EB0BA2CA253FB84FA6626B3D07C1320E197135F',X'916F3A5EE9CDCB49F652040FA7A9AA5C1A7E7970AFAB7E026A90DA59F184DC53');
INSERT INTO "entry" VALUES(16,1795774505391,1,'send-offered',0,'{"id":2,"medium":1,"channel":"mail-files","reference":"6e04bae371d0572b-1-2","message_id":"<6e04bae371d0572b-1-2@alert.example.org>","in_reply_to":"","at":1795774505391,"urgent":true,"expires":1795775105391,"call":1,"attempt":1,"person":"pat.ash","text_id":"call.open","about":[1],"tried":[],"give_up":1795775105391,"handed":true,"severity":1,"two_way":false,"other_text_id":"","again":0}',X'D456FFF7DE6C824D46D2A285B8BF1CA0A7D5BF05C4B458A2B4267B56368A6891',X'2413202AC005E391173F8E030B798EB30575AC50DA8F7D3EDDA0BD561C284056');
INSERT INTO "entry" VALUES(17,1795774505393,1,'send-settled',0,'{"send":1,"verdict":0,"channel":"sms-files","detail":"Written to a file.","provider_reference":"6e04bae371d0572b-1-1.txt","about":[1]}',NULL,X'E682D3A83E1C5BA0E02731B5239502CE47F648F3883792A46AA0E6556D5B355B');
INSERT INTO "entry" VALUES(18,1795774505393,1,'taken',0,'{"incident":1,"person":"pat.ash","called":"EDM","via":"API","by":"test","call":0,"late":false}',X'932AA292D4BD79FAE0F201CAAD2A90340DDE2943BEA0C8F8B9DF35A0BD548E92',X'A41B61F62DC900F8EDC04096870FA43121145C0800551B360BE8791F5DDE7A46');
INSERT INTO "entry" VALUES(19,1795774505393,1,'send-dropped',0,'{"send":2,"asked_back":true,"why":"taken by Pat Ash","about":[1]}',NULL,X'E698E935E44B802333126D5026BA542BB60F1B2BDB05BF61E06DFC0570CB3D4A');
INSERT INTO "entry" VALUES(20,1795774505393,1,'send-offered',0,'{"id":3,"medium":0,"channel":"sms-files","reference":"6e04bae371d0572b-1-3","message_id":"","in_reply_to":"","at":1795774505393,"urgent":false,"expires":1795778105393,"call":0,"attempt":0,"person":"nsd","text_id":"told.level1.taken","about":[1],"tried":[],"give_up":1795778105393,"handed":true,"severity":1,"two_way":false,"other_text_id":"","again":0}',X'0C9AA6EA9FE9ADC8F9312842679D0B84FA134255799DE25B0035DCA15B7B8121',X'5FFA220CC11CBFBA2072FDB3F798BF677D1CEB702DB79B55654F463AB78DC581');
INSERT INTO "entry" VALUES(21,1795774505393,1,'send-offered',0,'{"id":4,"medium":1,"channel":"mail-files","reference":"6e04bae371d0572b-1-4","message_id":"<6e04bae371d0572b-1-4@alert.example.org>","in_reply_to":"","at":1795774505393,"urgent":false,"expires":1795778105393,"call":0,"attempt":0,"person":"nsd","text_id":"told.level1.taken","about":[1],"tried":[],"give_up":1795778105393,"handed":false,"severity":1,"two_way":false,"other_text_id":"","again":0}',X'5AEF45CFE959CCE40F5F58920E9D8B8478847431A4A6BB4B1667A478BAFA9654',X'265D10B4E1B0D6053779152480268CEEDC5C39DA76B6782A9E35CB17A0617070');
INSERT INTO "entry" VALUES(22,1795774505393,1,'send-settled',0,'{"send":2,"verdict":0,"channel":"mail-files","detail":"Written to a file.","provider_reference":"6e04bae371d0572b-1-2.eml","about":[1]}',NULL,X'AC9150C6DE7F9DC76F68C089CE2ED677168E60CBF145659C6A04B2460495D143');
INSERT INTO "entry" VALUES(23,1795774505393,1,'send-handed',0,'{"send":4,"again":false,"about":[1]}',NULL,X'FF0F91CF3B82D921A098A3B955A0581C989573659C7CDCF1C12B1DE85ADEF503');
INSERT INTO "entry" VALUES(24,1795774505394,1,'send-settled',0,'{"send":3,"verdict":0,"channel":"sms-files","detail":"Written to a file.","provider_reference":"6e04bae371d0572b-1-3.txt","about":[1]}',NULL,X'0AA63E6087C790CB5617FB7840873FD756444D795FD82349669613B9869DA703');
INSERT INTO "entry" VALUES(25,1795774505395,1,'send-settled',0,'{"send":4,"verdict":0,"channel":"mail-files","detail":"Written to a file.","provider_reference":"6e04bae371d0572b-1-4.eml","about":[1]}',NULL,X'D55D1DB666DBB26C3B5C0BE8E76EEA1933B49BABB74AAD7768B60CCC12915569');
INSERT INTO "entry" VALUES(26,1795774505395,1,'status-moved',0,'{"incident":1,"to":"resolved","by":"test","words":null,"climbs":false,"over":true}',X'A6174FE5B1FEE42085DF8BFADD69D4A6E99D79E65325FCFEC450C431009CE2BB',X'A021E511896DADFD39354934611F8F7BA617927F2553A93411ADC38773CCE8BA');
INSERT INTO "entry" VALUES(27,1795774505395,1,'send-offered',0,'{"id":5,"medium":0,"channel":"sms-files","reference":"6e04bae371d0572b-1-5","message_id":"","in_reply_to":"","at":1795774505395,"urgent":false,"expires":1795778105395,"call":0,"attempt":0,"person":"pat.ash","text_id":"told.standdown","about":[1],"tried":[],"give_up":1795778105395,"handed":true,"severity":1,"two_way":false,"other_text_id":"","again":0}',X'872E69823DA1B2DF3B3272B5A49E7AAC225A2E05AB08B2D0E685D8C51265DC51',X'D7165FFC22FE6BF1E72752B15A29B55D9DC3AD4292C4B0101F5FF6DE98BF98CC');
INSERT INTO "entry" VALUES(28,1795774505397,1,'send-settled',0,'{"send":5,"verdict":0,"channel":"sms-files","detail":"Written to a file.","provider_reference":"6e04bae371d0572b-1-5.txt","about":[1]}',NULL,X'117DABA8C1E86B54FFF2BFF76F2405542FC0ABA8F8CEFB06E9BFCC9C5F22DF09');
INSERT INTO "entry" VALUES(29,1795774505397,1,'status-moved',0,'{"incident":1,"to":"closed","by":"test","words":null,"climbs":false,"over":true}',X'13544CD02107EE6E1B8E16703BB00EC6594587E5F54ED3307B3CA5F7B796ADFF',X'EDF0BE12C60C590E6EFCFC94482C060E2F9415339367CCCF2D7E8BEC611149CB');
INSERT INTO "entry" VALUES(30,1795774505397,1,'numbers-drawn',1,'{"incident_last":1,"call_last":1,"send_last":5}',NULL,X'5C27DD01376DDBD964B6EEA184091C055D5F94DD5FCED3A5645038D0478C2279');
INSERT INTO "entry" VALUES(31,1795774505398,1,'incident-opened',0,'{"incident":2,"source":"api","by":"test","began":null,"severity":1,"state":"","procedure":"hssi","procedure_hash":"ba7d364bf82b9a7a392ddb0b86129da2a5b1b26823a8ff99eea38e66e754e00a","listed":true,"status":"reported","climbs":true,"owes":false,"owes_now":false}',X'409EF8198B46F7E6CD70213134CD5881DA3D179F688186715C492544E9C6C3E9',X'34486C1462FC45599B4A15DA01ADF78C0D9D5AE8ECC821384020712C3236725A');
INSERT INTO "entry" VALUES(32,1795774505398,1,'key-bound',1,'{"source":"api","incidents":[2],"episode":null,"fingerprint":""}',X'79D7CEF155FF4D62E23DF434309F8B601D63B465CDBB3AD212F07ED2ADE0ACB3',X'ABD184EEAEBB079C5682E249DC21E693D6DCA949934C41334E039CB9E07EDC0C');
INSERT INTO "entry" VALUES(33,1795774505398,1,'step-began',0,'{"incident":2,"rung":0,"attempt":1,"round":0,"role":"level-2","called":"EDM","rung_began":1795774505398,"until":1795775105398,"rota_version":2,"on_duty":{"from":1795420800000,"to":1796025600000}}',X'AF3466A67ACD9800056C3DC1ED69C39E939441B351D2411F43FAD59A2D7E7FA3',X'E4C7126F15B3B01BB628BFAB40C2A3ECEF717D5C74EB9728B6711B06345295E0');
INSERT INTO "entry" VALUES(34,1795774505398,1,'call-made',0,'{"call":2,"attempt":1,"covers":[{"incident":2,"rung":0,"attempt":1}],"until":1795775105398,"link_expires":1795817705398}',X'46DDCB6EBE57F6A78CC0CB5080AF7BDE4E0B1BA89E1BC589F0619D9FFBF12A9C',X'EE5453E60942A9F78D967022A6E867193F9E95A02F560DD1593C3BEEAEC62AD3');
INSERT INTO "entry" VALUES(35,1795774505398,1,'send-offered',0,'{"id":6,"medium":0,"channel":"sms-files","reference":"6e04bae371d0572b-1-6","message_id":"","in_reply_to":"","at":1795774505398,"urgent":true,"expires":1795775105398,"call":2,"attempt":1,"person":"pat.ash","text_id":"call.open","about":[2],"tried":[],"give_up":1795775105398,"handed":true,"severity":1,"two_way":false,"other_text_id":"","again":0}',X'27321B8A1CABDEBA65D4D6C868C165D8724C5962F95AEFD562E2E0348EA6991E',X'32940907D9A5B23DF9A7F24826D7FD4643E35442BB68C6E36F4B286F705AEC1C');
INSERT INTO "entry" VALUES(36,1795774505398,1,'send-offered',0,'{"id":7,"medium":1,"channel":"mail-files","reference":"6e04bae371d0572b-1-7","message_id":"<6e04bae371d0572b-1-7@alert.example.org>","in_reply_to":"","at":1795774505398,"urgent":true,"expires":1795775105398,"call":2,"attempt":1,"person":"pat.ash","text_id":"call.open","about":[2],"tried":[],"give_up":1795775105398,"handed":true,"severity":1,"two_way":false,"other_text_id":"","again":0}',X'AD1D1E3B5565983D607C463FBFC158813BE713D6491849EE3928C9CBF2C514CA',X'099928DE71CFBFDC4FA8274063865A34B97C8042367C1E55768A523DAC35C0D9');
INSERT INTO "entry" VALUES(37,1795774505399,1,'send-settled',0,'{"send":6,"verdict":0,"channel":"sms-files","detail":"Written to a file.","provider_reference":"6e04bae371d0572b-1-6.txt","about":[2]}',NULL,X'F383B6AE780DE43B8858449451A91C4070A2C70057AC09DD9BE8A312BA0919A1');
INSERT INTO "entry" VALUES(38,1795774505400,1,'send-settled',0,'{"send":7,"verdict":0,"channel":"mail-files","detail":"Written to a file.","provider_reference":"6e04bae371d0572b-1-7.eml","about":[2]}',NULL,X'E9F5BC3673DE79AC5F49D2C508F054D504A631A49503C7C743BBB27E97352518');
INSERT INTO "entry" VALUES(39,1795774507400,1,'stopped',1,'{}',NULL,X'8D9ECF91FF513A68271A514D297DC1B5803E27E66AAE51A06B3EF5EC9E6C9038');
CREATE TABLE erased (
    seq INTEGER PRIMARY KEY REFERENCES entry,
    by_seq INTEGER NOT NULL REFERENCES entry
) STRICT;
CREATE TABLE head (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    epoch INTEGER NOT NULL,
    boot_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;
INSERT INTO "head" VALUES(1,1,'c20b5aa9-69f1-4813-910a-231b7684f1a7',39,X'8D9ECF91FF513A68271A514D297DC1B5803E27E66AAE51A06B3EF5EC9E6C9038');
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "meta" VALUES('clock-anchor','1795774507400');
INSERT INTO "meta" VALUES('clock-boot','c20b5aa9-69f1-4813-910a-231b7684f1a7');
INSERT INTO "meta" VALUES('clock-boottime','81271856');
INSERT INTO "meta" VALUES('last-at','1795774507400');
INSERT INTO "meta" VALUES('numbers','{"incident_last":2,"call_last":2,"send_last":7}');
CREATE TABLE outbox (
    send INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    message TEXT NOT NULL
) STRICT;
CREATE TABLE particulars (
    seq INTEGER PRIMARY KEY REFERENCES entry,
    salt BLOB NOT NULL,
    text TEXT NOT NULL
) STRICT;
INSERT INTO "particulars" VALUES(3,X'553F17ED43A144FF6823C50C3F187AD1','{"contacts":[],"reason":"files of the folder count with their gaps"}');
INSERT INTO "particulars" VALUES(4,X'41EE5A9A4C1116C3823AAC320A458E61','{"contacts":[],"reason":"files of the folder count with their gaps"}');
INSERT INTO "particulars" VALUES(5,X'6C8F9A36EFB380DDFFD2AB196A907BF6','{"contacts":[],"reason":"files of the folder count with their gaps"}');
INSERT INTO "particulars" VALUES(6,X'D6DBD3F2613267A29DC932FBB05B858F','{"contacts":[],"reason":"files of the folder count with their gaps"}');
INSERT INTO "particulars" VALUES(7,X'D8540DA0D108AE4ED4D8475D1C6AA2D3','{"contacts":[],"reason":"files of the folder count with their gaps"}');
INSERT INTO "particulars" VALUES(11,X'29521FEFEB2DBB770C9995EBCEF58BCA','{"service_name":"GP Records","key":"probe-7","service":"gp-records","summary":"Records do not open","description":"","place":"","link":"","fields":{},"raw":"{\"service\": \"gp-records\", \"summary\": \"Records do not open\", \"severity\": 1, \"key\": \"probe-7\"}"}');
INSERT INTO "particulars" VALUES(12,X'72C220169C74B2B32D661633BB234C46','{"key":"probe-7"}');
INSERT INTO "particulars" VALUES(13,X'37957307DF7E5D78FB30A6E20B696479','{"why":"","callees":[{"person":"pat.ash","name":"Pat Ash","called":"EDM","phone":"+447700900101","mail":"pat.ash@example.org"}]}');
INSERT INTO "particulars" VALUES(14,X'F28B8109871A2B91201CCC3D09E155D6','{"callee":{"person":"pat.ash","name":"Pat Ash","called":"EDM","phone":"+447700900101","mail":"pat.ash@example.org"},"code":"3319"}');
INSERT INTO "particulars" VALUES(15,X'A9C699B6C238074A659DED948B33228C','{"to":"+447700900101","subject":"","text":"NSD: Sev 1. GP Records alarm\nTake it by 10:25: {link}\nMultiple Trusts in North East\nYou are EDM on call. Or phone 07700 900010\nINC-1, try 1 of 2, 10:15","html":"","other_text":""}');
INSERT INTO "particulars" VALUES(16,X'F9269536C924BCC4AFE4EDFED7ACF96B','{"to":"pat.ash@example.org","subject":"Take this: Sev 1 GP Records alarm (INC-1, try 1 of 2)","text":"Pat Ash, you are EDM on call.\n\nGP Records: an alarm, nobody has looked yet. Severity 1.\nWhere: Multiple Trusts in North East\nImpact: Effect on users not known yet\nReported: Records do not open\nBegan: 10:15 on Friday 27 November 2026\n\nTake it by 10:25: open this page, type 3319 and press the button.\n{link}\nOpening the page does not take it. Replying to this email does not take it.\n\nOr phone the National Service Desk: 07700 900010.\n\nIf nobody has taken it by 10:25, we try you once more, and then call level 3.\n\nReference INC-1.\nTry 1 of 2, sent 10:15 on Friday 27 November 2026 by Tocsin for the National Service Desk.\n","html":"<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Take this: Sev 1 GP Records alarm (INC-1, try 1 of 2)</title>\n<style>\n:root{color-scheme:light dark}\n@media (prefers-color-scheme:dark){body{background:#11161b!important;color:#f3f5f7!important}a{color:#9cccff!important}}\n</style>\n</head>\n<body style=\"margin:0;padding:16px;background:#ffffff;color:#14181c;font:16px/1.5 Arial,sans-serif;overflow-wrap:anywhere\">\n<main style=\"max-width:600px\">\n<h1 style=\"font-size:22px;line-height:1.3;margin:0 0 16px\">Pat Ash, you are EDM on call.</h1>\n<p style=\"margin:0 0 12px\">GP Records: an alarm, nobody has looked yet. Severity 1.<br>\nWhere: Multiple Trusts in North East<br>\nImpact: Effect on users not known yet<br>\nReported: Records do not open<br>\nBegan: 10:15 on Friday 27 November 2026</p>\n<p style=\"margin:0 0 12px\">Take it by 10:25: open this page, type 3319 and press the button.<br>\n<a href=\"{link}\" style=\"color:#0b4f9e\">{link}</a><br>\nOpening the page does not take it. Replying to this email does not take it.</p>\n<p style=\"margin:0 0 12px\">Or phone the National Service Desk: 07700 900010.</p>\n<p style=\"margin:0 0 12px\">If nobody has taken it by 10:25, we try you once more, and then call level 3.</p>\n<p style=\"margin:0 0 12px\">Reference INC-1.<br>\nTry 1 of 2, sent 10:15 on Friday 27 November 2026 by Tocsin for the National Service Desk.</p>\n</main>\n</body>\n</html>\n","other_text":""}');
INSERT INTO "particulars" VALUES(18,X'3FC61FC308F255542BB270919B40E158','{"name":"Pat Ash"}');
INSERT INTO "particulars" VALUES(20,X'F26B4E6CC7046F8BE6F0C93793ABAA6E','{"to":"+447700900010","subject":"","text":"Tocsin to NSD: Pat Ash (EDM) took INC-1 at 10:15 by API, 0 s after the first call. Phone 07700 900101","html":"","other_text":""}');
INSERT INTO "particulars" VALUES(21,X'29E29E18C1E342A2B031549FC01AA1F6','{"to":"nsd@example.org","subject":"Taken: INC-1 GP Records, Pat Ash (EDM) 10:15","text":"Tocsin to NSD: Pat Ash (EDM) took INC-1 at 10:15 by API, 0 s after the first call. Phone 07700 900101\n","html":"<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Taken: INC-1 GP Records, Pat Ash (EDM) 10:15</title>\n<style>\n:root{color-scheme:light dark}\n@media (prefers-color-scheme:dark){body{background:#11161b!important;color:#f3f5f7!important}a{color:#9cccff!important}}\n</style>\n</head>\n<body style=\"margin:0;padding:16px;background:#ffffff;color:#14181c;font:16px/1.5 Arial,sans-serif;overflow-wrap:anywhere\">\n<main style=\"max-width:600px\">\n<h1 style=\"font-size:22px;line-height:1.3;margin:0 0 16px\">Tocsin to NSD: Pat Ash (EDM) took INC-1 at 10:15 by API, 0 s after the first call. Phone 07700 900101</h1>\n</main>\n</body>\n</html>\n","other_text":""}');
INSERT INTO "particulars" VALUES(26,X'3B1751C271414783D535E2488DF10192','{"note":"network link replaced"}');
INSERT INTO "particulars" VALUES(27,X'BD7970C269CE26E47F5EA564322B164F','{"to":"+447700900101","subject":"","text":"NSD: stand down. INC-1 GP Records\nResolved 10:15\nNothing for you to do","html":"","other_text":""}');
INSERT INTO "particulars" VALUES(29,X'C0FE48DE1323EDAA244C638538407880','{"note":""}');
INSERT INTO "particulars" VALUES(31,X'B3B6A697D5882CB6F400C33FE586048F','{"service_name":"GP Records","key":"probe-8","service":"gp-records","summary":"Letters do not print","description":"","place":"","link":"","fields":{},"raw":"{\"service\": \"gp-records\", \"summary\": \"Letters do not print\", \"severity\": 1, \"key\": \"probe-8\"}"}');
INSERT INTO "particulars" VALUES(32,X'EE1CC438B53D304AC2D007D66E1E24E3','{"key":"probe-8"}');
INSERT INTO "particulars" VALUES(33,X'C0C7C50E19072FC43CB934892633D2C0','{"why":"","callees":[{"person":"pat.ash","name":"Pat Ash","called":"EDM","phone":"+447700900101","mail":"pat.ash@example.org"}]}');
INSERT INTO "particulars" VALUES(34,X'CD848580FA28AD939838FCAE1C285770','{"callee":{"person":"pat.ash","name":"Pat Ash","called":"EDM","phone":"+447700900101","mail":"pat.ash@example.org"},"code":"3719"}');
INSERT INTO "particulars" VALUES(35,X'2EC9B16D3FD3C185A07822DB4F895B87','{"to":"+447700900101","subject":"","text":"NSD: Sev 1. GP Records alarm\nTake it by 10:25: {link}\nMultiple Trusts in North East\nYou are EDM on call. Or phone 07700 900010\nINC-2, try 1 of 2, 10:15","html":"","other_text":""}');
INSERT INTO "particulars" VALUES(36,X'EB0515629F29555C806D13A2018FB38F','{"to":"pat.ash@example.org","subject":"Take this: Sev 1 GP Records alarm (INC-2, try 1 of 2)","text":"Pat Ash, you are EDM on call.\n\nGP Records: an alarm, nobody has looked yet. Severity 1.\nWhere: Multiple Trusts in North East\nImpact: Effect on users not known yet\nReported: Letters do not print\nBegan: 10:15 on Friday 27 November 2026\n\nTake it by 10:25: open this page, type 3719 and press the button.\n{link}\nOpening the page does not take it. Replying to this email does not take it.\n\nOr phone the National Service Desk: 07700 900010.\n\nIf nobody has taken it by 10:25, we try you once more, and then call level 3.\n\nReference INC-2.\nTry 1 of 2, sent 10:15 on Friday 27 November 2026 by Tocsin for the National Service Desk.\n","html":"<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Take this: Sev 1 GP Records alarm (INC-2, try 1 of 2)</title>\n<style>\n:root{color-scheme:light dark}\n@media (prefers-color-scheme:dark){body{background:#11161b!important;color:#f3f5f7!important}a{color:#9cccff!important}}\n</style>\n</head>\n<body style=\"margin:0;padding:16px;background:#ffffff;color:#14181c;font:16px/1.5 Arial,sans-serif;overflow-wrap:anywhere\">\n<main style=\"max-width:600px\">\n<h1 style=\"font-size:22px;line-height:1.3;margin:0 0 16px\">Pat Ash, you are EDM on call.</h1>\n<p style=\"margin:0 0 12px\">GP Records: an alarm, nobody has looked yet. Severity 1.<br>\nWhere: Multiple Trusts in North East<br>\nImpact: Effect on users not known yet<br>\nReported: Letters do not print<br>\nBegan: 10:15 on Friday 27 November 2026</p>\n<p style=\"margin:0 0 12px\">Take it by 10:25: open this page, type 3719 and press the button.<br>\n<a href=\"{link}\" style=\"color:#0b4f9e\">{link}</a><br>\nOpening the page does not take it. Replying to this email does not take it.</p>\n<p style=\"margin:0 0 12px\">Or phone the National Service Desk: 07700 900010.</p>\n<p style=\"margin:0 0 12px\">If nobody has taken it by 10:25, we try you once more, and then call level 3.</p>\n<p style=\"margin:0 0 12px\">Reference INC-2.<br>\nTry 1 of 2, sent 10:15 on Friday 27 November 2026 by Tocsin for the National Service Desk.</p>\n</main>\n</body>\n</html>\n","other_text":""}');
CREATE INDEX entry_stream ON entry (at, kind) WHERE stream = 1;
CREATE INDEX about_seq ON about (seq);
CREATE INDEX ended_seq ON ended (seq);
CREATE INDEX erased_by ON erased (by_seq);
COMMIT;
