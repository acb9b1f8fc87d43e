// What a monitor writes is shown as it is written, also by who renders Markdown.
#include "channels/markdown.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Markdown, NothingIsALinkWithOtherWords) {
    EXPECT_EQ(markdown_text("[Reset your password](https://evil.example/x)"),
              "\\[Reset your password\\](https://evil.example/x)");
    EXPECT_EQ(markdown_text("![x](y)\n[a]: https://b"), "!\\[x\\](y)\n\\[a\\]: https://b");
    EXPECT_EQ(markdown_text("<https://a.example> <b onclick=x>&copy;"),
              "&lt;https://a.example&gt; &lt;b onclick=x&gt;&amp;copy;");
}

TEST(Markdown, NothingIsSetInOtherLetters) {
    EXPECT_EQ(markdown_text("*a* _b_ ~~c~~ `d` \\e a|b"),
              "\\*a\\* \\_b\\_ \\~\\~c\\~\\~ \\`d\\` \\\\e a\\|b");
}

TEST(Markdown, NoLineBeginsABlock) {
    EXPECT_EQ(markdown_text("# a\n- b\n  + c\n---\n===\n> d\n1. e\n 12) f\r# g"),
              "\\# a\n\\- b\n  \\+ c\n\\---\n\\===\n&gt; d\n1\\. e\n 12\\) f\r\\# g");
    EXPECT_EQ(markdown_text("a # b - c + d = e 1. f"), "a # b - c + d = e 1. f");
}

TEST(Markdown, AddressKeepsWhatItNames) {
    EXPECT_EQ(markdown_text("see https://a.example/x_y~z?a=1&b=2 a_b"),
              "see https://a.example/x_y~z?a=1&b=2 a\\_b");
    EXPECT_EQ(markdown_text("https://a.example/[b](c)*"), "https://a.example/\\[b\\](c)\\*");
}

TEST(Markdown, PlainWordsStayAsTheyAre) {
    for (const char* text : {"", "\n", "GP Records is down.\n\nReply 4715", "Si\u00E2n: 50 %!"})
        EXPECT_EQ(markdown_text(text), text);
}

}  // namespace
}  // namespace tocsin
